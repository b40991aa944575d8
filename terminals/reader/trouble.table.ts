/** One sentence in both languages of the counter. */
export interface InWords {
  readonly en: string
  readonly zh: string
}

/** Every way a reader or a card in it can fail: what it is, and what the clerk should do. */
export const troubles = {
  'binding-missing': {
    means: {
      en: 'the PC/SC binding (npm package pcsclite) is not installed or not compiled',
      zh: '未安装或未编译 PC/SC 组件（npm 包 pcsclite）',
    },
    do: {
      en: 'install libpcsclite-dev and a compiler, then run "npm rebuild pcsclite"; everything else works without it',
      zh: '安装 libpcsclite-dev 和编译器后运行 “npm rebuild pcsclite”；其他功能不受影响',
    },
    answerLost: false,
  },
  'service-missing': {
    means: { en: 'the PC/SC service does not run', zh: 'PC/SC 服务未运行' },
    do: {
      en: 'start it ("systemctl start pcscd", on Windows the service "Smart Card"); it is looked for again by itself',
      zh: '启动服务（systemctl start pcscd；Windows 为“智能卡”服务），系统会自动重试',
    },
    answerLost: true,
  },
  'reader-missing': {
    means: { en: 'there is no such reader', zh: '没有找到读卡器' },
    do: { en: 'plug the reader in, or choose another one', zh: '请连接读卡器，或选择其他读卡器' },
    answerLost: true,
  },
  'reader-broken': {
    means: { en: 'the reader does not work', zh: '读卡器故障' },
    do: {
      en: 'unplug it and plug it in again; if that does not help, take another one',
      zh: '请重新插拔读卡器；仍不正常请更换',
    },
    answerLost: true,
  },
  'card-missing': {
    means: { en: 'no card lies in the reader', zh: '读卡器上没有卡片' },
    do: { en: 'put the card on the reader', zh: '请放置卡片' },
    answerLost: false,
  },
  'card-left': {
    means: { en: 'the card left the reader', zh: '卡片已离开读卡器' },
    do: {
      en: 'put the same card back and look again; do not repeat the act before that',
      zh: '请放回同一张卡片并重新核对，核对前不要重复操作',
    },
    answerLost: true,
  },
  'card-mute': {
    means: { en: 'the card does not answer', zh: '卡片无响应' },
    do: {
      en: 'take the card away, wipe it, put it back and look again',
      zh: '请取下卡片，擦拭后重新放置并核对',
    },
    answerLost: true,
  },
  'card-unpowered': {
    means: { en: 'the card cannot be started', zh: '卡片无法上电' },
    do: {
      en: 'turn the card round or take another one; it may be damaged',
      zh: '请调整卡片方向或更换卡片，卡片可能已损坏',
    },
    answerLost: true,
  },
  'card-reset': {
    means: { en: 'another program has reset the card', zh: '其他程序复位了卡片' },
    do: {
      en: 'close other programs that use the reader, and look again',
      zh: '请关闭其他占用读卡器的程序，然后重新核对',
    },
    answerLost: true,
  },
  'reader-in-use': {
    means: { en: 'another program uses the card', zh: '其他程序正在使用卡片' },
    do: { en: 'close the other program and try again', zh: '请关闭其他程序后重试' },
    answerLost: false,
  },
  'protocol-wrong': {
    means: { en: 'the card speaks another protocol', zh: '卡片通信协议不符' },
    do: { en: 'this kind of card cannot be used here', zh: '此处不能使用该类卡片' },
    answerLost: false,
  },
  'answer-too-long': {
    means: { en: 'the card answered more than the reader takes', zh: '卡片返回的数据过长' },
    do: { en: 'take another reader', zh: '请更换读卡器' },
    answerLost: true,
  },
  'answer-endless': {
    means: { en: 'the card announces more data without end', zh: '卡片不断要求读取更多数据' },
    do: { en: 'this card is faulty: take another one', zh: '卡片异常，请更换' },
    answerLost: true,
  },
  'reader-closed': {
    means: { en: 'the reader was closed here', zh: '读卡器已关闭' },
    do: { en: 'start the program again', zh: '请重新启动程序' },
    answerLost: true,
  },
  'trouble-unknown': {
    means: { en: 'the reader reports an error nobody described', zh: '读卡器报告未知错误' },
    do: {
      en: 'try again; if it happens again, tell support',
      zh: '请重试；再次出现请联系技术支持',
    },
    answerLost: true,
  },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly means: InWords
      readonly do: InWords
      /** A command under way may have reached the card: what it did is to be found out by evidence. */
      readonly answerLost: boolean
    }
  >
>

export type Trouble = keyof typeof troubles
