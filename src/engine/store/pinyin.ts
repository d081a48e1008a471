/**
 * How Chinese names are typed on a Latin keyboard: `zhang` and `zw` find 张伟. Characters of names are listed by their
 * syllable; any other one lies between two of them in the order of pinyin, which the runtime knows (CLDR), and has the
 * syllable of its neighbours, or one of the two where they differ.
 */

/** Syllables without tone, and characters of names that are read so. Family names stand with the reading they have as names. */
const listed = `a 阿|ai 艾爱|an 安岸|ang 昂|ao 敖奥|ba 巴霸|bai 白柏百|ban 班斑|bang 邦|bao 包宝保鲍|bei 贝北蓓|ben 贲本|bi 毕碧必璧|bian 卞边|biao 彪标|bin 彬斌宾滨|bing 冰兵炳秉|bo 薄波博伯勃|bu 卜步布
cai 蔡才彩采|cang 苍仓|cao 曹草|cen 岑|chai 柴|chan 婵禅|chang 常昌长畅|chao 晁超朝潮|che 车澈|chen 陈晨辰臣沉|cheng 程成诚承城澄|chi 池迟驰|chong 崇充冲|chu 褚楚初储|chuan 川传|chun 春淳纯|ci 慈|cong 丛聪|cui 崔翠|cun 存
da 达大|dai 戴代黛|dan 丹旦但|dang 党|dao 道|de 德|deng 邓登|di 狄迪笛|dian 典殿|diao 刁|ding 丁定鼎|dong 董东冬栋|dou 窦豆|du 杜都渡|duan 段端|dun 敦|duo 多
e 娥鄂|en 恩|er 尔|fa 法发|fan 范樊凡帆繁|fang 方房芳|fei 费飞菲|fen 芬奋|feng 冯丰风凤峰锋枫|fu 傅付符福富芙
gai 改|gan 甘干淦|gang 刚钢港|gao 高皋|ge 葛戈歌阁盖|geng 耿庚|gong 龚宫公巩|gou 苟|gu 古顾谷|guan 关管冠|guang 光广|gui 桂贵|guo 郭国果
ha 哈|hai 海|han 韩汉寒涵|hang 杭航|hao 郝浩豪昊皓|he 何贺和赫荷鹤|hei 黑|heng 恒衡亨|hong 洪红宏虹鸿弘|hou 侯厚后|hu 胡虎湖|hua 华花桦|huai 怀淮|huan 欢焕环|huang 黄煌皇|hui 惠慧辉晖卉会|huo 霍火
ji 季吉纪姬嵇佳济继|jia 贾家嘉甲佳|jian 简剑建健坚|jiang 江姜蒋疆|jiao 焦娇|jie 杰洁捷|jin 金靳锦进津晋瑾|jing 荆景静晶菁京敬靖|jiong 炯|jiu 久|ju 鞠菊居|juan 娟涓|jue 珏觉|jun 君军俊峻均
ka 卡|kai 凯开|kan 阚侃|kang 康亢|ke 柯可科克|kong 孔空|kou 寇|ku 库|kuai 蒯|kuan 宽|kuang 邝匡|kui 奎葵|kun 坤昆|kuo 阔
la 拉|lai 赖来莱|lan 兰蓝岚澜|lang 郎朗|lao 劳|le 乐|lei 雷磊蕾|leng 冷|li 李黎厉丽利力立莉理|lian 廉连莲|liang 梁良亮|liao 廖|lie 列|lin 林琳霖临麟|ling 凌令玲灵岭|liu 刘柳流|long 龙隆|lou 娄楼|lu 卢陆鲁路露璐鹿|luan 栾|lun 伦|luo 罗骆洛|lv 吕律绿
ma 马麻|mai 麦迈|man 满曼|mang 芒|mao 毛茂茅|mei 梅美媚|meng 孟蒙梦萌|mi 米宓|mian 绵|miao 苗妙|min 闵民敏|ming 明鸣铭|mo 莫墨默|mou 牟|mu 穆木慕沐
na 娜那纳|nai 乃|nan 南楠男|neng 能|ni 倪妮|nian 年念|nie 聂|ning 宁凝|niu 牛钮|nong 农|nuo 诺|ou 欧区鸥
pan 潘盼|pang 庞|pei 裴培佩沛|peng 彭鹏朋|pi 皮|pian 翩|piao 朴|pin 品|ping 平萍|pu 蒲浦普
qi 齐戚祁奇琪琦启|qian 钱千谦倩|qiang 强|qiao 乔巧|qin 秦琴勤沁|qing 青清庆卿晴|qiong 琼|qiu 邱秋丘裘仇|qu 曲屈瞿|quan 全权泉|que 阙|qun 群
ran 冉然|rang 让|rao 饶|ren 任仁人|rong 荣容蓉融|rou 柔|ru 茹汝儒|ruan 阮|rui 芮瑞睿锐|run 润|ruo 若
sa 萨|sai 赛|san 三|sang 桑|sen 森|sha 沙莎|shan 单山珊善|shang 尚商|shao 邵少绍|she 佘|shen 沈申慎深|sheng 盛生升胜|shi 石史施时诗士世|shou 寿|shu 舒书淑树|shuai 帅|shuang 双爽|shui 水|shun 顺舜|shuo 硕|si 司思斯|song 宋松|su 苏素|sui 隋随岁|sun 孙|suo 索
tai 太泰台|tan 谭谈覃檀|tang 唐汤堂|tao 陶涛桃韬|te 特|teng 滕腾|ti 提|tian 田天甜|tie 铁|ting 婷亭廷庭|tong 童佟同彤|tu 涂屠|tuan 团|tuo 拓
wan 万婉|wang 王汪望旺|wei 魏韦卫伟薇威维巍|wen 温文闻雯|weng 翁|wo 沃|wu 吴武伍邬五舞
xi 席奚习希曦熙溪喜|xia 夏霞侠|xian 冼贤仙先|xiang 向项祥香湘翔|xiao 肖萧晓小孝笑|xie 谢解|xin 辛新心欣鑫昕馨|xing 邢兴星|xiong 熊雄|xiu 修秀|xu 徐许续旭|xuan 宣萱轩璇|xue 薛雪学|xun 荀迅
ya 雅亚|yan 严颜闫阎燕岩艳妍彦|yang 杨羊阳洋|yao 姚瑶耀尧|ye 叶业|yi 易伊怡一艺毅逸仪|yin 殷尹银音|ying 应英莹颖|yong 雍勇永咏|you 尤游友优|yu 于余俞喻虞宇雨玉愉|yuan 袁元原源媛圆|yue 岳月悦越|yun 云芸韵
zai 再载|zan 昝|zang 臧|zao 早|ze 泽则|zeng 曾增|zha 查|zhai 翟|zhan 詹展湛|zhang 张章彰|zhao 赵昭兆|zhe 哲|zhen 甄珍真振震|zheng 郑正政征|zhi 支志智芝之植|zhong 钟仲忠中|zhou 周舟洲|zhu 朱祝竹珠|zhuang 庄壮|zhuo 卓|zi 子紫梓资|zong 宗|zou 邹|zu 祖|zun 尊|zuo 左佐`;

/** Names with more characters are no names of people. */
const nameMaxChars = 12;
const han = /\p{Script=Han}/u;

export interface PinyinNames {
  /**
   * Whether `typed` (letters a to z) begins the reading of a name: its syllables from any one on (`zhangwei`, `wei`), or
   * their first letters (`zw`).
   */
  matches(name: string, typed: string): boolean;
}

/** Knows readings once it was asked for them. */
export function createPinyinNames(): PinyinNames {
  const known = new Map<string, readonly string[]>();
  for (const entry of listed.split(/[|\n]/)) {
    const [syllable = '', characters = ''] = entry.split(' ');
    for (const character of characters) known.set(character, [...(known.get(character) ?? []), syllable]);
  }
  const collator = new Intl.Collator('zh-u-co-pinyin');
  const order = [...known.keys()].sort(collator.compare);
  const readings = (character: string): readonly string[] => {
    const direct = known.get(character);
    if (direct) return direct;
    const at = order.findIndex((other) => collator.compare(other, character) >= 0);
    const neighbours = [order[at < 0 ? order.length - 1 : at - 1], order[at]];
    const between = [...new Set(neighbours.flatMap((one) => (one === undefined ? [] : (known.get(one) ?? []))))];
    known.set(character, between);
    return between;
  };
  return {
    matches(name, typed) {
      if (!/^[a-z]{1,60}$/.test(typed)) return false;
      const characters = [...name].filter((character) => han.test(character)).slice(0, nameMaxChars);
      return characters.some((_, index) => {
        const rest = characters.slice(index).map(readings);
        return reads(rest, typed, true) || reads(rest, typed, false);
      });
    },
  };
}

/** `whole`: by syllables, the last of which may be begun; else by first letters. */
function reads(readings: readonly (readonly string[])[], typed: string, whole: boolean): boolean {
  const [first, ...rest] = readings;
  if (typed === '') return true;
  if (!first) return false;
  return first.some((syllable) => {
    const part = whole ? syllable : syllable.slice(0, 1);
    return part.startsWith(typed) || (typed.startsWith(part) && reads(rest, typed.slice(part.length), whole));
  });
}
