import type { Translate } from './translate.ts';

/** Providers that have a name of their own in Chinese, by their id in the provider table. */
export const providerNames = {
  '126': '126 Mail',
  '139': '139 Mail',
  '163': '163 Mail',
  '189': '189 Mail',
  aliyun: 'Aliyun Mail',
  'aliyun-qiye': 'Alibaba Enterprise Mail',
  exmail: 'Tencent Exmail',
  qiye163: 'NetEase Enterprise Mail',
  qq: 'QQ Mail',
  sina: 'Sina Mail',
  'sina-cn': 'Sina Mail',
  'sina-vip': 'Sina VIP Mail',
  sjtu: 'Shanghai Jiao Tong University',
  sohu: 'Sohu Mail',
  tsinghua: 'Tsinghua University',
  'tsinghua-students': 'Tsinghua University',
  vip163: 'VIP 163 Mail',
  yeah: 'yeah.net Mail',
  zju: 'Zhejiang University',
} as const;

/** What a person calls the provider; its own name where the language has none. */
export function providerName(t: Translate, { id, name }: { readonly id: string; readonly name: string }): string {
  const known = new Map<string, (typeof providerNames)[keyof typeof providerNames]>(Object.entries(providerNames)).get(
    id,
  );
  return known ? t(known) : name;
}
