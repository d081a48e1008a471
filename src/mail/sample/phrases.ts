/** Words of the generated mails, by language: subjects, sentences, names, greetings. `{n}` a number, `{w}` a thing. */
export interface Language {
  /** Charsets that such mail comes in, as its senders label them; the first is the usual one. */
  readonly charsets: readonly string[];
  readonly names: readonly string[];
  readonly things: readonly string[];
  readonly subjects: readonly string[];
  readonly sentences: readonly string[];
  readonly closing: string;
  readonly reply: string;
}

export const languages: readonly Language[] = [
  {
    charsets: ['us-ascii', 'utf-8'],
    names: ['Nora Hale', 'Ben Carter', 'Ivy Moss', 'Owen Pike', 'Ada Quill', 'Tom Reed', 'Lena Frost', 'Max Dunne'],
    things: ['the ferry', 'the timetable', 'the invoice', 'the test run', 'the harbour lamp', 'the ticket page'],
    subjects: [
      'Question about {w}',
      'Plan for week {n}',
      'Notes on {w}',
      'Invoice {n}',
      'Re-run of build {n}',
      'Lunch?',
    ],
    sentences: [
      'I looked at {w} this morning and it is better than it was.',
      'Could you send me the numbers for week {n} before noon?',
      'Nothing is broken, but {w} took {n} seconds, which is too long.',
      'We have {n} places left, and I would like to keep two of them free.',
      'If {w} is not ready by then, we go without it.',
      'The second attempt went through, so I closed the ticket.',
      'There is one open point, and it is mine.',
      'Please read the last paragraph first; the rest is history.',
    ],
    closing: 'Best wishes',
    reply: 'Re: ',
  },
  {
    charsets: ['iso-8859-1', 'utf-8', 'windows-1252'],
    names: ['Jörg Müller', 'Käthe Groß', 'Björn Schäfer', 'Grete Weiß', 'Jürgen Köhler'],
    things: ['die Fähre', 'die Brücke', 'der Schlüssel', 'die Überweisung'],
    subjects: ['Rückfrage: {w}', 'Übersicht für Woche {n}', 'Grüße aus Köln', 'Prüfung Nr. {n}'],
    sentences: [
      'Ich habe mir {w} noch einmal angesehen, und es gefällt mir besser.',
      'Können wir das auf nächste Woche verschieben? Es fehlen noch {n} Stück.',
      'Für die Prüfung brauche ich die Liste bis {n} Uhr.',
      'Schöne Grüße auch an die Kollegen, die draußen arbeiten müssen.',
      'Es wäre schön, wenn {w} bis dahin fertig würde.',
    ],
    closing: 'Viele Grüße',
    reply: 'AW: ',
  },
  {
    charsets: ['iso-8859-1', 'utf-8'],
    names: ['Zoé Lefèvre', 'André Bélanger', 'Hélène Noël'],
    things: ['la traversée', 'le relevé', 'la clé'],
    subjects: ['Au sujet de {w}', 'Compte rendu n° {n}', 'Réunion déplacée'],
    sentences: [
      'Hier soir, tout me paraissait en ordre, même {w}.',
      'Nous avons reçu {n} réponses, et la dernière est arrivée très tard.',
      'Pourriez-vous vérifier {w} avant la réunion ?',
      'À bientôt, et merci encore pour votre aide.',
    ],
    closing: 'Bien à vous',
    reply: 'Re: ',
  },
  {
    charsets: ['gb18030', 'utf-8'],
    names: ['陈小雨', '李明', '王芳', '赵海'],
    things: ['时刻表', '订票页面', '测试环境', '发票'],
    subjects: ['关于{w}', '第{n}周安排', '{w}已更新', '请确认{w}'],
    sentences: [
      '{w}今天上午已经检查过，没有发现问题。',
      '请在{n}点以前把名单发给我。',
      '还有{n}个问题没有解决，我下午再看一遍。',
      '如果{w}来不及，我们就先上线其他部分。',
      '谢谢你的帮助，辛苦了。',
    ],
    closing: '祝好',
    reply: '回复: ',
  },
  {
    charsets: ['shift_jis', 'euc-jp', 'utf-8'],
    names: ['山田太郎', '鈴木さくら', '高橋海'],
    things: ['時刻表', '予約ページ', '請求書'],
    subjects: ['{w}について', '第{n}回の打ち合わせ', '{w}の確認のお願い'],
    sentences: [
      '{w}を確認しました。問題ありません。',
      '来週の会議は{n}時からです。',
      'お手数ですが、{w}をもう一度送ってください。',
      'よろしくお願いいたします。',
    ],
    closing: '敬具',
    reply: 'Re: ',
  },
  {
    charsets: ['koi8-r', 'windows-1251', 'utf-8'],
    names: ['Анна Морозова', 'Пётр Волков', 'Ольга Белова'],
    things: ['расписание', 'паром', 'счёт'],
    subjects: ['Вопрос про {w}', 'Отчёт за неделю {n}', 'Новое {w}'],
    sentences: [
      'Я проверила {w}, всё в порядке.',
      'Осталось {n} мест, просьба ответить сегодня.',
      'Если {w} не успеем, начнём без него.',
      'Спасибо за быстрый ответ.',
    ],
    closing: 'С уважением',
    reply: 'Re: ',
  },
  {
    charsets: ['windows-1256', 'utf-8'],
    names: ['ليلى حسن', 'كريم ناصر'],
    things: ['الجدول', 'التذكرة'],
    subjects: ['سؤال عن {w}', 'تقرير رقم {n}'],
    sentences: ['راجعت {w} اليوم وكل شيء سليم.', 'بقي {n} مقعدا فقط.', 'شكرا على سرعة الرد.'],
    closing: 'مع التحية',
    reply: 'Re: ',
  },
];
