import type { Command } from '../host/command.ts';
import { addAccount } from './addAccount.ts';
import { archive } from './archive.ts';
import { attachFile } from './attachFile.ts';
import { chooseSender } from './chooseSender.ts';
import { clearSearch } from './clearSearch.ts';
import { connectAccount } from './connectAccount.ts';
import type { Context } from './context.ts';
import { copy } from './copy.ts';
import { copyAddress } from './copyAddress.ts';
import { copyConnectionSettings } from './copyConnectionSettings.ts';
import { copyMessageId } from './copyMessageId.ts';
import { deleteMessages } from './deleteMessages.ts';
import { diagnoseAccount } from './diagnoseAccount.ts';
import { discardDraft } from './discardDraft.ts';
import { editAccount } from './editAccount.ts';
import { editAsNew } from './editAsNew.ts';
import { editDraft } from './editDraft.ts';
import { editIdentities } from './editIdentities.ts';
import { editTemplates } from './editTemplates.ts';
import { exportProtocolLog } from './exportProtocolLog.ts';
import { forward } from './forward.ts';
import { forwardAsAttachment } from './forwardAsAttachment.ts';
import { getMail } from './getMail.ts';
import { insertTemplate } from './insertTemplate.ts';
import { markAllRead } from './markAllRead.ts';
import { move } from './move.ts';
import { newMail } from './newMail.ts';
import { newMailFromHtml } from './newMailFromHtml.ts';
import { newMailFromTemplate } from './newMailFromTemplate.ts';
import { newMailToList } from './newMailToList.ts';
import { openAsMarkdown } from './openAsMarkdown.ts';
import { openAsRichText } from './openAsRichText.ts';
import { openMail } from './openMail.ts';
import { openMailbox } from './openMailbox.ts';
import { openMessage } from './openMessage.ts';
import { openMessageFile } from './openMessageFile.ts';
import { openOutbox } from './openOutbox.ts';
import { openPinned } from './openPinned.ts';
import { outboxCancel } from './outboxCancel.ts';
import { outboxDetails } from './outboxDetails.ts';
import { outboxDialogue } from './outboxDialogue.ts';
import { outboxEdit } from './outboxEdit.ts';
import { outboxRemove } from './outboxRemove.ts';
import { outboxReschedule } from './outboxReschedule.ts';
import { outboxArrived, outboxCheck, outboxSendAgain } from './outboxResolve.ts';
import { outboxRetry } from './outboxRetry.ts';
import { previewDraft } from './previewDraft.ts';
import { showAsMail, showAsText, showHeaders } from './readerView.ts';
import { redirect } from './redirect.ts';
import { removeAccount } from './removeAccount.ts';
import { removeMarked } from './removeMarked.ts';
import { renameAccount } from './renameAccount.ts';
import { reply } from './reply.ts';
import { replyAll } from './replyAll.ts';
import { replyToList } from './replyToList.ts';
import { resend } from './resend.ts';
import { saveCopy } from './saveCopy.ts';
import { scheduleSend } from './scheduleSend.ts';
import { searchMail } from './searchMail.ts';
import { sendCurrentFile } from './sendCurrentFile.ts';
import { sendFileAsAttachment } from './sendFileAsAttachment.ts';
import { sendMail } from './sendMail.ts';
import { sendNotebook } from './sendNotebook.ts';
import { sendSelection } from './sendSelection.ts';
import { sendSms } from './sendSms.ts';
import { sendTerminalOutput, sendTerminalSelection } from './sendTerminal.ts';
import { sendWorkingTreeDiff } from './sendWorkingTreeDiff.ts';
import { flag, markRead, markUnread, unflag } from './setFlag.ts';
import { showLog } from './showLog.ts';
import { showProblem } from './showProblem.ts';
import { showProtocolLog } from './showProtocolLog.ts';
import { showSource } from './showSource.ts';
import { showStatus } from './showStatus.ts';
import { shrinkPictures } from './shrinkPictures.ts';
import { signIn } from './signIn.ts';
import { smsDetails } from './smsDetails.ts';
import { addSmsGateway, editSmsGateway, removeSmsGateway } from './smsGateway.ts';
import { smsArrived, smsCancel, smsLog, smsRemove, smsRetry, smsSendAgain } from './smsItems.ts';
import { smtpConsole } from './smtpConsole.ts';
import { startLocalServer } from './startLocalServer.ts';
import { nextInConversation, previousInConversation } from './stepConversation.ts';
import { nextMessage, previousMessage } from './stepMessage.ts';
import { stopLocalServer } from './stopLocalServer.ts';
import { testAccount } from './testAccount.ts';
import { toggleFlag } from './toggleFlag.ts';
import { tryLocalServer } from './tryLocalServer.ts';
import { undo } from './undo.ts';

/** Every command, one line each. `test/unit/manifest.test.ts` holds it against the files here and the manifest. */
export const commands: readonly Command<Context>[] = [
  addAccount,
  addSmsGateway,
  archive,
  attachFile,
  chooseSender,
  clearSearch,
  connectAccount,
  copy,
  copyAddress,
  copyConnectionSettings,
  copyMessageId,
  deleteMessages,
  diagnoseAccount,
  discardDraft,
  editAccount,
  editAsNew,
  editDraft,
  editIdentities,
  editSmsGateway,
  editTemplates,
  exportProtocolLog,
  flag,
  forward,
  forwardAsAttachment,
  getMail,
  insertTemplate,
  markAllRead,
  markRead,
  markUnread,
  move,
  newMail,
  newMailFromHtml,
  newMailFromTemplate,
  newMailToList,
  nextInConversation,
  nextMessage,
  openAsMarkdown,
  openAsRichText,
  openMail,
  openMailbox,
  openMessage,
  openMessageFile,
  openOutbox,
  openPinned,
  outboxArrived,
  outboxCancel,
  outboxCheck,
  outboxDetails,
  outboxDialogue,
  outboxEdit,
  outboxRemove,
  outboxReschedule,
  outboxRetry,
  outboxSendAgain,
  previewDraft,
  previousInConversation,
  previousMessage,
  redirect,
  removeAccount,
  removeMarked,
  removeSmsGateway,
  renameAccount,
  reply,
  replyAll,
  replyToList,
  resend,
  saveCopy,
  scheduleSend,
  searchMail,
  sendCurrentFile,
  sendFileAsAttachment,
  sendMail,
  sendNotebook,
  sendSelection,
  sendSms,
  sendTerminalOutput,
  sendTerminalSelection,
  sendWorkingTreeDiff,
  showAsMail,
  showAsText,
  showHeaders,
  showLog,
  showProblem,
  showProtocolLog,
  showSource,
  showStatus,
  shrinkPictures,
  signIn,
  smsArrived,
  smsCancel,
  smsDetails,
  smsLog,
  smsRemove,
  smsRetry,
  smsSendAgain,
  smtpConsole,
  startLocalServer,
  stopLocalServer,
  testAccount,
  toggleFlag,
  tryLocalServer,
  undo,
  unflag,
];
