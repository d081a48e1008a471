/** Mail in other scripts: Chinese, Arabic, Hebrew, Japanese. All text is our own. */
import type { PersonName } from './people.ts';

export interface Note {
  readonly by: PersonName;
  readonly to: PersonName;
  readonly ago: number;
  readonly folder: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** Joins notes of one conversation. */
  readonly thread?: string;
  readonly flagged?: boolean;
}

export const notes: readonly Note[] = [
  {
    by: 'mei',
    to: 'alex',
    ago: 4.4,
    folder: 'INBOX',
    subject: '关于订票页面的三个问题',
    thread: 'page',
    flagged: true,
    text: `Alex 你好：\n\n新的订票页面我试了一下午，整体很顺手，有三个小问题：\n\n1. 姓名栏不接受两个字以下的姓，“林”就过不去；\n2. 手机号前面的 +86 会被当成错误；\n3. 确认邮件里的日期是“11/12”，国内的乘客会读成 11 月 12 日，建议写成“2026年11月12日（星期四）”。\n\n截图放在共享文件夹里了。不急，下周能改好就行。\n\n林梅`,
  },
  {
    by: 'alex',
    to: 'mei',
    ago: 3.1,
    folder: 'Sent',
    subject: '回复: 关于订票页面的三个问题',
    thread: 'page',
    text: `林梅，你好！\n\n三个都改好了，今晚上线。第一个最不应该：我当时以为姓至少有两个字母，忘了世界上还有“林”。\n\n谢谢你这么仔细。\n\nAlex`,
  },
  {
    by: 'mei',
    to: 'alex',
    ago: 1.2,
    folder: 'INBOX',
    subject: '回复: 关于订票页面的三个问题',
    thread: 'page',
    text: `看到了，很快！\n\n“林”代表所有单字姓的同胞感谢你。\n\n林梅`,
  },
  {
    by: 'wei',
    to: 'alex',
    ago: 33,
    folder: '中文',
    subject: '海港轮渡时刻表接口（第二版）',
    thread: 'feed',
    text: `Alex：\n\n第二版接口说明如下。\n\n· 每天凌晨两点生成一次，格式为 JSON，编码 UTF-8；\n· 停航的班次保留在文件里，"status" 写 "cancelled"；\n· 台风期间每十五分钟更新一次。\n\n\`\`\`json\n{ "line": "海港—东屿", "departs": "2026-11-24T07:40+08:00", "status": "on-time" }\n\`\`\`\n\n如果没有意见，我们周一开始联调。\n\n张伟\n海港轮渡有限公司 信息部`,
  },
  {
    by: 'alex',
    to: 'wei',
    ago: 31,
    folder: 'Sent',
    subject: '回复: 海港轮渡时刻表接口（第二版）',
    thread: 'feed',
    text: `张伟，您好：\n\n没有意见，写得很清楚。停航的班次保留下来，对乘客最好。\n\n周一见。\n\nAlex`,
  },
  {
    by: 'wei',
    to: 'alex',
    ago: 29,
    folder: '中文',
    subject: '回复: 海港轮渡时刻表接口（第二版）',
    thread: 'feed',
    text: `好的，周一上午九点（北京时间）。测试地址和口令我电话告诉您。\n\n张伟`,
  },
  {
    by: 'mei',
    to: 'alex',
    ago: 57,
    folder: '中文',
    subject: '【周报】第 46 周',
    text: `本周完成：\n- 订单导出支持 GB18030，财务的老软件终于不乱码了\n- 客服回复时间从 6 小时降到 2 小时\n\n下周计划：\n- 与海港轮渡联调\n- 春运预案第一稿\n\n需要帮助：\n- 请 Jonas 看一下退票规则里“开航前 2 小时”的时区\n\n林梅`,
  },
  {
    by: 'mei',
    to: 'alex',
    ago: 225,
    folder: '中文',
    subject: '【周报】第 45 周',
    text: `本周完成：\n- 新版座位图在三台旧手机上测试通过\n- 常见问题增加十二条\n\n下周计划：\n- 订单导出的编码问题\n- 客服排班\n\n林梅`,
  },
  {
    by: 'wei',
    to: 'alex',
    ago: 81,
    folder: '中文',
    subject: '台风“海燕”停航通知',
    text: `各合作单位：\n\n受台风影响，东屿线自明日 06:00 起停航，恢复时间另行通知。已售船票可免费退改。\n\n请及时更新页面，并提醒乘客注意安全。\n\n海港轮渡有限公司 调度中心`,
  },
  {
    by: 'wei',
    to: 'alex',
    ago: 62,
    folder: '中文',
    subject: '东屿线恢复通航',
    text: `各合作单位：\n\n台风已过，东屿线今日 13:30 起恢复通航。感谢理解与配合。\n\n海港轮渡有限公司 调度中心`,
  },
  {
    by: 'mei',
    to: 'alex',
    ago: 150,
    folder: '中文',
    subject: '中秋的月饼收到了吗？',
    text: `给办公室寄了一盒月饼，有豆沙、莲蓉和一种你可能会怕的：五仁。\n\n勇敢一点，配茶吃。\n\n林梅`,
  },
  {
    by: 'mei',
    to: 'sam',
    ago: 12,
    folder: 'INBOX',
    subject: '图标的颜色',
    text: `Sam 你好：\n\n“已取消”用红色没有问题；但是“优惠”在这里一般也是红色，两个放在一起会让人紧张。优惠可以用橙色吗？\n\n林梅`,
  },
  {
    by: 'omar',
    to: 'alex',
    ago: 7.3,
    folder: 'INBOX',
    subject: 'مواعيد الرحلات في شهر رمضان',
    text: `مرحباً أليكس،\n\nفي شهر رمضان نغيّر مواعيد الرحلات المسائية: تتأخر رحلة الساعة 18:00 إلى ما بعد الإفطار بنصف ساعة، ويتغيّر الموعد كل يوم مع غروب الشمس.\n\nهل يستطيع النظام أن يأخذ الموعد من الجدول بدلاً من ساعة ثابتة؟ أرسلت لك مثالاً: الرحلة MRS-204 يوم الأحد تغادر الساعة 18:47.\n\nمع خالص التحية،\nعمر حداد\nميناء مرسى`,
  },
  {
    by: 'omar',
    to: 'alex',
    ago: 145,
    folder: 'Archive',
    subject: 'شكراً على الشاشة الجديدة',
    text: `أليكس العزيز،\n\nالشاشة الجديدة واضحة حتى في الظهيرة. الصيادون القدامى يقرؤونها من القارب.\n\nشكراً لك ولسام.\n\nعمر`,
    html: `<div dir="rtl" style="font-family: sans-serif; font-size: 16px"><p>أليكس العزيز،</p><p>الشاشة الجديدة <b>واضحة حتى في الظهيرة</b>. الصيادون القدامى يقرؤونها من القارب.</p><p>شكراً لك ولسام.</p><p>عمر</p></div>`,
  },
  {
    by: 'noa',
    to: 'alex',
    ago: 18,
    folder: 'INBOX',
    subject: 'שעון קיץ: ההפלגה של 02:30',
    text: `היי אלכס,\n\nבלילה שבו השעון זז, ההפלגה של 02:30 מופיעה פעמיים בלוח ובשנה שעברה היא לא הופיעה בכלל. הקפטן שואל איזו מהן להפליג.\n\nאפשר להוסיף ליד השעה גם את אזור הזמן? למשל: ‎02:30 (UTC+2).\n\nתודה,\nנועה לוי\nנמל האי`,
  },
  {
    by: 'alex',
    to: 'noa',
    ago: 16.5,
    folder: 'Sent',
    subject: 'Re: שעון קיץ: ההפלגה של 02:30',
    text: `Hi Noa,\n\nboth exist and the captain should sail the second one. From tonight the board shows the zone next to any time that happens twice: 02:30 (UTC+3) and 02:30 (UTC+2).\n\nתודה!\nAlex`,
  },
  {
    by: 'hana',
    to: 'alex',
    ago: 40,
    folder: 'INBOX',
    subject: '読み上げのお礼',
    text: `アレックス様\n\n昨日、新しい座席のページで両親の分も予約しました。「12番、窓側、空き」と聞こえた時、思わず笑ってしまいました。\n\n母が「どなたが作ったの」と聞くので、「海の好きな人たち」と答えておきました。\n\n佐藤花`,
  },
];
