import type { Handler } from '../handler.ts';
import { handleAccountAdd } from './accountAdd.ts';
import { handleAccountCheck } from './accountCheck.ts';
import { handleAccountConnect } from './accountConnect.ts';
import { handleAccountDiagnose } from './accountDiagnose.ts';
import { handleAccountImpact } from './accountImpact.ts';
import { handleAccountList } from './accountList.ts';
import { handleAccountLookup } from './accountLookup.ts';
import { handleAccountProtocolLog } from './accountProtocolLog.ts';
import { handleAccountRemove } from './accountRemove.ts';
import { handleAccountUpdate } from './accountUpdate.ts';
import { handleAttachmentFetch } from './attachmentFetch.ts';
import { handleAttachmentFetchFile } from './attachmentFetchFile.ts';
import { handleBatchUndo } from './batchUndo.ts';
import { handleContactAbout } from './contactAbout.ts';
import { handleContactSearch } from './contactSearch.ts';
import { handleDraftAdopt } from './draftAdopt.ts';
import { handleDraftAllowSecrets } from './draftAllowSecrets.ts';
import { handleDraftCheck } from './draftCheck.ts';
import { handleDraftCompose } from './draftCompose.ts';
import { handleDraftEditHeader } from './draftEditHeader.ts';
import { handleDraftFiles } from './draftFiles.ts';
import { handleDraftForm } from './draftForm.ts';
import { handleDraftJournal } from './draftJournal.ts';
import { handleDraftLink } from './draftLink.ts';
import { handleDraftList } from './draftList.ts';
import { handleDraftMerge } from './draftMerge.ts';
import { handleDraftOpen } from './draftOpen.ts';
import { handleDraftPreview } from './draftPreview.ts';
import { handleDraftRecover } from './draftRecover.ts';
import { handleDraftRender } from './draftRender.ts';
import { handleDraftSecrets } from './draftSecrets.ts';
import { handleEngineQuit } from './engineQuit.ts';
import { handleEngineStatus } from './engineStatus.ts';
import { handleFolderPack } from './folderPack.ts';
import { handleIdentityList } from './identityList.ts';
import { handleIdentityRemove } from './identityRemove.ts';
import { handleIdentitySave } from './identitySave.ts';
import { handleMailboxCreate } from './mailboxCreate.ts';
import { handleMailboxDelete } from './mailboxDelete.ts';
import { handleMailboxExpunge } from './mailboxExpunge.ts';
import { handleMailboxList } from './mailboxList.ts';
import { handleMailboxMarked } from './mailboxMarked.ts';
import { handleMailboxMarkRead } from './mailboxMarkRead.ts';
import { handleMailboxRename } from './mailboxRename.ts';
import { handleMailboxSync } from './mailboxSync.ts';
import { handleMailboxWatch } from './mailboxWatch.ts';
import { handleMessageAppend } from './messageAppend.ts';
import { handleMessageArchive } from './messageArchive.ts';
import { handleMessageCopy } from './messageCopy.ts';
import { handleMessageCounts } from './messageCounts.ts';
import { handleMessageDelete } from './messageDelete.ts';
import { handleMessageFlag } from './messageFlag.ts';
import { handleMessageGet } from './messageGet.ts';
import { handleMessageList } from './messageList.ts';
import { handleMessageMove } from './messageMove.ts';
import { handleMessagePreview } from './messagePreview.ts';
import { handleMessageRead } from './messageRead.ts';
import { handleMessageReadFile } from './messageReadFile.ts';
import { handleMessageSearch } from './messageSearch.ts';
import { handleMessageSource } from './messageSource.ts';
import { handleOutboxCancel } from './outboxCancel.ts';
import { handleOutboxDialogue } from './outboxDialogue.ts';
import { handleOutboxEnqueue } from './outboxEnqueue.ts';
import { handleOutboxList } from './outboxList.ts';
import { handleOutboxRemove } from './outboxRemove.ts';
import { handleOutboxReschedule } from './outboxReschedule.ts';
import { handleOutboxResolve } from './outboxResolve.ts';
import { handleOutboxRetry } from './outboxRetry.ts';
import { handleOutboxStory } from './outboxStory.ts';
import { handleOutboxTakeAsked } from './outboxTakeAsked.ts';
import { handleReceiptAnswer } from './receiptAnswer.ts';
import { handleSearchComplete } from './searchComplete.ts';
import { handleSecretProvide } from './secretProvide.ts';
import { handleServerStart } from './serverStart.ts';
import { handleServerStatus } from './serverStatus.ts';
import { handleServerStop } from './serverStop.ts';
import { handleSmsCancel } from './smsCancel.ts';
import { handleSmsCheck } from './smsCheck.ts';
import { handleSmsGatewayRemove } from './smsGatewayRemove.ts';
import { handleSmsGatewaySave } from './smsGatewaySave.ts';
import { handleSmsGateways } from './smsGateways.ts';
import { handleSmsList } from './smsList.ts';
import { handleSmsLog } from './smsLog.ts';
import { handleSmsRemove } from './smsRemove.ts';
import { handleSmsResolve } from './smsResolve.ts';
import { handleSmsRetry } from './smsRetry.ts';
import { handleSmsSend } from './smsSend.ts';
import { handleSmtpClose } from './smtpClose.ts';
import { handleSmtpOpen } from './smtpOpen.ts';
import { handleSmtpSay } from './smtpSay.ts';
import { handleSyncConfigure } from './syncConfigure.ts';
import { handleThreadGet } from './threadGet.ts';
/** Every request that the engine serves: one line each. */
export const handlers: readonly Handler[] = [
  handleAccountAdd,
  handleAccountCheck,
  handleAccountConnect,
  handleAccountDiagnose,
  handleAccountImpact,
  handleAccountList,
  handleAccountLookup,
  handleAccountProtocolLog,
  handleAccountRemove,
  handleAccountUpdate,
  handleContactAbout,
  handleContactSearch,
  handleDraftAllowSecrets,
  handleDraftCheck,
  handleDraftCompose,
  handleDraftEditHeader,
  handleDraftForm,
  handleDraftJournal,
  handleDraftLink,
  handleDraftList,
  handleDraftPreview,
  handleDraftRender,
  handleDraftAdopt,
  handleDraftFiles,
  handleDraftMerge,
  handleDraftOpen,
  handleDraftRecover,
  handleDraftSecrets,
  handleFolderPack,
  handleEngineQuit,
  handleEngineStatus,
  handleOutboxCancel,
  handleOutboxDialogue,
  handleOutboxEnqueue,
  handleOutboxList,
  handleOutboxRemove,
  handleOutboxReschedule,
  handleOutboxResolve,
  handleOutboxRetry,
  handleOutboxStory,
  handleOutboxTakeAsked,
  handleMailboxExpunge,
  handleMailboxList,
  handleMailboxMarked,
  handleMailboxSync,
  handleMailboxWatch,
  handleMessageArchive,
  handleMessageCounts,
  handleMessageDelete,
  handleMessageFlag,
  handleMessageGet,
  handleMessageList,
  handleMessageMove,
  handleMessageReadFile,
  handleMessageSearch,
  handleMessageSource,
  handleThreadGet,
  handleIdentityList,
  handleIdentityRemove,
  handleIdentitySave,
  handleMailboxCreate,
  handleMailboxDelete,
  handleMailboxMarkRead,
  handleMailboxRename,
  handleMessageAppend,
  handleMessageCopy,
  handleBatchUndo,
  handleAttachmentFetch,
  handleAttachmentFetchFile,
  handleMessagePreview,
  handleMessageRead,
  handleReceiptAnswer,
  handleSearchComplete,
  handleSecretProvide,
  handleServerStart,
  handleServerStatus,
  handleServerStop,
  handleSmsCancel,
  handleSmsCheck,
  handleSmsGatewayRemove,
  handleSmsGateways,
  handleSmsGatewaySave,
  handleSmsList,
  handleSmsLog,
  handleSmsRemove,
  handleSmsResolve,
  handleSmsRetry,
  handleSmsSend,
  handleSmtpClose,
  handleSmtpOpen,
  handleSmtpSay,
  handleSyncConfigure,
];
