import { csvFile, pdfFile, pngFile, zipFile } from './files.ts';
import type { SampleAttachment } from './message.ts';

/** The files that sample mail carries, by the name that a conversation gives them. */
export function sampleAttachment(name: 'budget' | 'chart' | 'offer' | 'logs' | 'photo'): SampleAttachment {
  switch (name) {
    case 'budget':
      return { name: 'Porto trip – budget.csv', type: 'text/csv', bytes: budget() };
    case 'chart':
      return { name: 'just-taken.png', type: 'image/png', bytes: seatMap() };
    case 'offer':
      return { name: 'Oferta horario de invierno.pdf', type: 'application/pdf', bytes: offer() };
    case 'logs':
      return { name: 'night-bookings.zip', type: 'application/zip', bytes: nightLogs() };
    case 'photo':
      return { name: 'sensor-7-sunrise.png', type: 'image/png', bytes: sunrise(), cid: 'sunrise@tidewater.example' };
  }
}

function budget(): Uint8Array {
  return csvFile([
    ['item', 'people', 'euros', 'who sleeps where'],
    ['Train there', 3, 222, ''],
    ['Train back', 3, 222, ''],
    ['Hotel, two nights', 3, 540, 'Ewa 11; Sam 12; Alex 14'],
    ['Projector', 1, 80, ''],
    ['Projector', 1, 80, ''],
    ['Dinner, first evening', 3, 90, ''],
    ['Dinner, second evening', 3, 150, 'a very good one'],
  ]);
}

/** Cabins in rows; one of them fades. */
function seatMap(): Uint8Array {
  return pngFile(320, 180, (x, y) => {
    const column = Math.floor(x / 32);
    const row = Math.floor(y / 36);
    const isGap = x % 32 < 5 || y % 36 < 5;
    if (isGap) return [242, 244, 247];
    if (column === 6 && row === 2) return [255, 176, 32];
    return (column * 7 + row * 3) % 4 === 0 ? [152, 162, 179] : [23, 92, 211];
  });
}

function sunrise(): Uint8Array {
  return pngFile(480, 270, (x, y) => {
    const toSun = Math.hypot(x - 300, y - 165);
    if (y > 178) return [20 + Math.max(0, 90 - Math.abs(x - 300)), 44 + (y % 6) * 3, 84];
    if (Math.abs(x - 300) < 4 && y > 120) return [16, 24, 40];
    if (toSun < 26) return [255, 236, 179];
    const glow = Math.max(0, 1 - toSun / 260);
    return [60 + Math.round(190 * glow), 70 + Math.round(90 * glow), 120 + Math.round(10 * glow)];
  });
}

function offer(): Uint8Array {
  return pdfFile('Offer: winter timetable feed', [
    '1. One file per port and day, ready at 02:00 UTC.',
    '2. Format as proposed by Tidewater, UTF-8, times with their zone.',
    '3. 420 EUR a month, from December to March.',
    '4. A cancelled sailing stays in the file with the mark "cancelled".',
    "5. Either side may end this with a month's notice and a good reason.",
    '',
    'Puerto Sur, Diego Fuentes',
  ]);
}

function nightLogs(): Uint8Array {
  const lines = Array.from({ length: 24 }, (_, index) => {
    const at = `02:5${5 + (index % 5)}:${String((index * 7) % 60).padStart(2, '0')}`;
    return `${at} booking created from 10.0.4.17 cabin ${101 + index} unpaid agent "loadtest/0.3"`;
  });
  return zipFile([
    { name: 'night-bookings.log', text: `${lines.join('\n')}\n` },
    { name: 'README.txt', text: 'Line 8 is the interesting one: no passenger calls himself loadtest.\n' },
  ]);
}
