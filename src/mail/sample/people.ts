import type { Person } from './message.ts';

/** The cast: a small company that sells ferry tickets, the tide library it gave away, and the world around both. */
export const people = {
  alex: { name: 'Alex Rivera', address: 'alex@mailroom.test', zone: 60 },
  sam: { name: 'Sam Okafor', address: 'sam@mailroom.test', zone: 60 },
  mei: { name: '林梅', address: 'mei.lin@tidewater.example', zone: 480 },
  wei: { name: '张伟', address: 'zhangwei@haigang.example', zone: 480 },
  jonas: { name: 'Jonas Weber', address: 'jonas@tidewater.example', zone: 60 },
  priya: { name: 'Priya Raman', address: 'priya@tidewater.example', zone: 330 },
  ewa: { name: 'Ewa Kowalska', address: 'ewa@tidewater.example', zone: 60 },
  diego: { name: 'Diego Fuentes', address: 'diego@portsur.example', zone: -180 },
  omar: { name: 'عمر حداد', address: 'omar@marsa.example', zone: 120 },
  noa: { name: 'נועה לוי', address: 'noa@namal.example', zone: 120 },
  hana: { name: 'Hana Sato', address: 'hana@minato.example', zone: 540 },
  ruth: { name: 'Ruth Abel', address: 'ruth@abel.example', zone: 0 },
  tomas: { name: 'Tomáš Novák', address: 'tomas@novak.example', zone: 60 },
  list: { name: 'tideline-dev', address: 'tideline-dev@lists.tideline.example', zone: 0 },
  ci: { name: 'Tidewater CI', address: 'ci@ci.tidewater.example', zone: 0 },
  forge: { name: 'Tidewater Forge', address: 'notifications@forge.tidewater.example', zone: 0 },
  mum: { name: 'Mum', address: 'carmen.rivera@post.example', zone: 60 },
} as const satisfies { readonly [name: string]: Person };

export type PersonName = keyof typeof people;
