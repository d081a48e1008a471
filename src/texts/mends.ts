/** Buttons that mend an error. */
export const mendTexts = {
  addAccount: 'Add Account',
  chooseNode: 'Choose Another Node',
  diagnose: 'Diagnose',
  diagnoseAgain: 'Diagnose Again',
  editAccount: 'Edit Account',
  addGateway: 'Add Gateway',
  editGateway: 'Edit Gateway',
  openSettings: 'Open Settings',
  openOutbox: 'Open Outbox',
  reload: 'Reload Window',
  showLog: 'Show Log',
  signIn: 'Sign In',
  startServer: 'Start Local Server',
  tryAgain: 'Try Again',
} as const;
