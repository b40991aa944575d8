import type { Words } from './field-format'

/** What a message type means; the first digit is the version, 0 for 1987 and 1 for 1993. */
export const MTI_CLASSES: Readonly<Record<string, Words>> = {
  '1': ['authorisation', '授权'],
  '2': ['financial transaction', '金融交易'],
  '3': ['batch upload', '批上送'],
  '4': ['reversal', '冲正'],
  '5': ['settlement', '批结算'],
  '6': ['administration', '管理通知'],
  '8': ['network management', '网络管理'],
}

export const MTI_FUNCTIONS: Readonly<Record<string, Words>> = {
  '0': ['request', '请求'],
  '1': ['answer', '应答'],
  '2': ['notice', '通知'],
  '3': ['answer to a notice', '通知应答'],
}

/** Transactions of POS networks by processing code (f3) and transaction type (60.1); `*` stands for any. */
export const TRANSACTIONS: Readonly<Record<string, Words>> = {
  '310000 01': ['balance inquiry', '余额查询'],
  '000000 22': ['purchase', '消费'],
  '200000 23': ['void of a purchase', '消费撤销'],
  '200000 25': ['refund', '退货'],
  '030000 10': ['pre-authorisation', '预授权'],
  '200000 11': ['void of a pre-authorisation', '预授权撤销'],
  '000000 20': ['completion', '预授权完成（请求）'],
  '200000 21': ['void of a completion', '预授权完成撤销'],
  '000000 24': ['completion notice', '预授权完成（通知）'],
  '000000 30': ['offline purchase', '离线结算'],
  '000000 32': ['adjustment', '结算调整'],
  '000000 34': ['tip', '追加小费'],
  '000000 36': ['offline chip purchase, already made', '基于 PBOC 的脱机消费'],
  '200000 27': ['e-cash refund', '电子现金脱机退货'],
  '630000 46': ['e-cash load with cash', '电子现金现金充值'],
  '600000 45': ['e-cash load from own account', '电子现金指定账户圈存'],
  '620000 47': ['e-cash load from another account', '电子现金非指定账户圈存'],
  '170000 51': ['void of an e-cash cash load', '电子现金现金充值撤销'],
  '630000 41': ['e-purse load with cash', '电子钱包现金圈存'],
  '600000 40': ['e-purse load from own account', '电子钱包指定账户圈存'],
  '620000 42': ['e-purse load from another account', '电子钱包非指定账户圈存'],
  '630000 48': ['cash top-up of an account', '磁条卡现金充值'],
  '400000 49': ['account top-up', '磁条卡账户充值'],
}

/** What a network message is for, by f60.3. */
export const NETWORK_CODES: Readonly<Record<string, Words>> = {
  '001': ['sign-in, single-length keys', '签到（单倍长密钥）'],
  '002': ['sign-out', '签退'],
  '003': ['sign-in, double-length keys', '签到（双倍长密钥）'],
  '004': ['sign-in with a track key', '签到（含磁道密钥）'],
  '201': ['settlement', '批结算'],
  '202': ['end of upload, not balanced', '批上送结束（对账不平）'],
  '203': ['chip details, balanced', 'IC 卡交易明细上送（对账平）'],
  '204': ['failed chip transactions, balanced', 'IC 卡异常交易上送（对账平）'],
  '205': ['chip details, not balanced', 'IC 卡交易明细上送（对账不平）'],
  '206': ['failed chip transactions, not balanced', 'IC 卡异常交易上送（对账不平）'],
  '207': ['end of upload, balanced', '批上送结束（对账平）'],
  '301': ['echo', '回响测试'],
  '360': ['parameter download', '参数传递'],
  '362': ['status upload', '状态上送'],
  '370': ['CA key download', 'IC 卡公钥下载'],
  '371': ['end of CA key download', 'IC 卡公钥下载结束'],
  '372': ['CA key inquiry', 'IC 卡公钥信息查询'],
  '380': ['chip parameter download', 'IC 卡参数下载'],
  '381': ['end of chip parameter download', 'IC 卡参数下载结束'],
  '382': ['chip parameter inquiry', 'IC 卡参数信息查询'],
  '390': ['hotlist download', '黑名单下载'],
  '391': ['end of hotlist download', '黑名单下载结束'],
  '394': ['contactless parameter download', '非接触参数下载'],
  '395': ['end of contactless parameter download', '非接触参数下载结束'],
  '401': ['points sign-in', '积分签到'],
  '951': ['script result notice', '脚本处理结果通知'],
}

/** Response codes (f39); in a reversal the same field is its reason. */
export const RESPONSE_CODES: Readonly<Record<string, Words>> = {
  '00': ['approved', '承兑或交易成功'],
  '01': ['refer to issuer', '查发卡行'],
  '03': ['merchant not valid', '无效商户'],
  '04': ['keep the card', '没收卡'],
  '05': ['not authorised', '身份认证失败'],
  '06': ['other error', '其他错误'],
  '09': ['in progress', '请求正在处理中'],
  '10': ['approved in part', '部分金额批准'],
  '12': ['transaction not valid', '无效交易'],
  '13': ['amount not valid', '无效金额'],
  '14': ['card number not valid', '无效卡号'],
  '22': ['terminal state differs', '操作有误'],
  '25': ['original not found', '未能找到文件上记录'],
  '30': ['format error', '格式错误'],
  '41': ['lost card', '挂失卡'],
  '43': ['stolen card', '被窃卡'],
  '51': ['not enough money', '资金不足'],
  '54': ['card has expired', '过期的卡'],
  '55': ['PIN is wrong', '不正确的 PIN'],
  '57': ['not allowed for this card', '不允许持卡人进行的交易'],
  '58': ['not allowed for this terminal', '不允许终端进行的交易'],
  '61': ['over the amount limit', '超出取款金额限制'],
  '64': ['amount differs from the original', '原始金额不正确'],
  '65': ['over the count limit', '超出取款次数限制'],
  '75': ['too many wrong PINs', '允许的输入 PIN 次数超限'],
  '77': ['batch differs: sign in again', '请向网络中心签到'],
  '79': ['upload offline data again', 'POS 终端重传脱机数据'],
  '90': ['day end in progress', '正在日终处理'],
  '91': ['issuer cannot be reached', '发卡方不能操作'],
  '92': ['routing not possible', '金融机构或中间网络设施找不到'],
  '94': ['repeated transaction', '重复交易'],
  '95': ['totals differ', '调节控制错'],
  '96': ['system error', '系统异常、失效'],
  '97': ['terminal not known', 'POS 终端号找不到'],
  '98': ['no answer', '银联收不到发卡方应答'],
  '99': ['PIN format error', 'PIN 格式错'],
  A0: ['MAC is wrong', 'MAC 鉴别失败'],
}

/** How the card was read (first two digits of f22). */
export const ENTRY_MODES: Readonly<Record<string, Words>> = {
  '01': ['typed in', '手工输入'],
  '02': ['magnetic stripe', '磁条'],
  '03': ['code on a screen', '二维码'],
  '05': ['chip', 'IC 卡'],
  '07': ['contactless chip', '非接触 IC 卡'],
  '92': ['no card present', '无卡'],
  '96': ['chip of a telephone', '手机芯片'],
}

/** What the host asks of the terminal in an answer: one digit of the header (iso8583.md 3.1). */
export const PROCESSING_REQUESTS: Readonly<Record<string, Words>> = {
  '0': ['nothing', '无处理要求'],
  '1': ['download parameters', '下传终端参数'],
  '2': ['upload status', '上传终端状态信息'],
  '3': ['sign in again', '重新签到'],
  '4': ['download CA keys', '更新公钥'],
  '5': ['download chip parameters', '下载 IC 卡参数'],
  '6': ['fetch a new program', '程序更新'],
  '7': ['download the hotlist', '黑名单下载'],
}
