/** Words about the people of the local server: the columns of `mailroom user list --long`. */
export const serverPeopleTexts = {
  address: 'Address',
  name: 'Name',
  role: 'Role',
  state: 'State',
  stateDisabled: 'disabled',
  used: 'Used',
  quota: 'Quota',
  unlimited: 'no limit',
  lastSignIn: 'Last sign-in',
  never: 'never',
} as const;
