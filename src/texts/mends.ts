/** Buttons that mend an error. */
export const mendTexts = {
  addAccount: 'Add Account',
  chooseNode: 'Choose Another Node',
  diagnose: 'Diagnose',
  diagnoseAgain: 'Diagnose Again',
  editAccount: 'Edit Account',
  openOutbox: 'Open Outbox',
  reload: 'Reload Window',
  showLog: 'Show Log',
  signIn: 'Sign In',
  startServer: 'Start Local Server',
  tryAgain: 'Try Again',
} as const;
