import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { diagnosisFinding } from '../../../src/protocol/records.ts';
import {
  type DiagnosedService,
  diagnosisReport,
  findingSentences,
  findingTexts,
} from '../../../src/texts/diagnosis.ts';
import { translator } from '../../../src/texts/translator.ts';

const t = translator();
const now = new Date(2026, 10, 21, 14, 5).getTime();
const service: DiagnosedService = {
  service: 'imap',
  endpoint: { host: 'imap.example.test', port: 993, security: 'tls' },
  user: 'wei',
  steps: [
    { step: 'dns', state: 'ok', ms: 12, said: [{ side: 'note', text: '192.0.2.1' }] },
    { step: 'tcp', state: 'ok', ms: 30, said: [] },
    { step: 'tls', state: 'failed', ms: 5, said: [] },
    { step: 'greeting', state: 'skipped', ms: 0, said: [] },
    { step: 'login', state: 'skipped', ms: 0, said: [] },
  ],
  finding: 'clockBehind',
  failure: { data: { validFrom: new Date(2026, 10, 24, 9).getTime() } },
  heard: '',
};

describe('A09 what a diagnosis says', () => {
  test('every finding of the protocol has its sentences, and no other has', () => {
    for (const finding of Object.keys(findingTexts)) assert.equal(diagnosisFinding.parse(finding), finding);
    // A finding without text does not compile where the engine's result becomes a `DiagnosedService`.
  });

  test('every finding names what was found and what to do, with nothing left open', () => {
    for (const finding of Object.keys(findingTexts)) {
      const { found, next } = findingSentences(t, { ...service, finding: diagnosisFinding.parse(finding) }, now);
      assert.match(`${found} ${next}`, /^[^{}]{20,}\.$/, finding);
    }
  });

  test('a wrong clock is told with both dates', () => {
    const { found } = findingSentences(t, service, now);
    assert.match(found, /valid from 2026-11-24, and by this computer’s clock it is 2026-11-21 14:05/);
  });

  test('the report has finding, next step, and each step with its time', () => {
    const report = diagnosisReport(t, 'Work', [service], now);
    assert.match(report, /^# Diagnosis of Work\n/);
    assert.match(report, /Finding: The certificate of imap\.example\.test .*\n\nNext: Set date and time/);
    assert.match(
      report,
      / {4}✓ Name +12 ms\n {10}192\.0\.2\.1\n {4}✓ Connection +30 ms\n {4}✗ Encryption +5 ms\n {4}– Greeting\n/,
    );
  });

  test('words of a server cannot leave their block: each line of theirs is indented', () => {
    const heard = 'HTTP/1.1 200\n# Not ours\n[click](command:evil)\n\n<img src=x>';
    const said = [{ side: 'server', text: '* OK ```' }] as const;
    const steps = service.steps.map((step) => ({ ...step, said }));
    const report = diagnosisReport(t, 'Work', [{ ...service, steps, heard }], now);
    for (const line of report.split('\n')) if (/Not ours|click|img|```/.test(line)) assert.match(line, /^ {4}/);
  });
});
