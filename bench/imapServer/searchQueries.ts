import { matters } from '../mailbox.ts';

/** 200 searches for pieces of what {@link usualMail} writes: frequent and rare, of words and across them, in four scripts, and what is nowhere. */
export function substringQueries(messages: number): readonly string[] {
  const pieces = matters.flatMap((phrase) =>
    Array.from({ length: 10 }, (_, at) => phrase.slice((at * 3) % (phrase.length - 3)).slice(0, 3 + at)),
  );
  const names = ['Ann', 'Bob', 'Priya', 'Omar', 'Build Bot', 'Jörg', '伟', 'Zoë', 'Иван', '健太', 'Example', 'Souza'];
  const people = [...names, ...names.map((name) => name.slice(1)), ...names.map((name) => name.toUpperCase())];
  const numbers = Array.from({ length: 50 }, (_, at) => String(Math.floor((messages / 50) * (at + 0.37))));
  const fields = ['lists.example.org', 'MAIL.EXAMPLE', 'Report 2024', '报告', 'Réunion', '[build]', 'multipart/mixed'];
  const nowhere = Array.from({ length: 200 }, (_, at) => `q${(at * 7_919).toString(36)}zx`);
  return [...pieces, ...people, ...numbers, ...fields, ...nowhere].filter((one) => one.trim() !== '').slice(0, 200);
}
