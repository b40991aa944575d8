/**
 * The columns of a tap file, as 深圳通刷卡数据 names them. They are found by name, in any order; what stands
 * beside them is not read. A hole in a required column takes the row out of the replay, and that is told.
 */
export const columns = {
  card_no: { required: true, meaning: 'anonymous card number' },
  deal_date: { required: true, meaning: 'local time of the tap, YYYY-MM-DD HH:MM:SS' },
  deal_type: { required: true, meaning: 'metro entry, metro exit or bus, in words' },
  deal_value: { required: true, meaning: 'list fare, fen' },
  deal_money: { required: true, meaning: 'amount taken from the card, fen' },
  equ_no: { required: true, meaning: 'number of the terminal' },
  company_name: { required: true, meaning: 'operator' },
  station: { required: false, meaning: 'metro station or bus route' },
  car_no: { required: false, meaning: 'vehicle or gate' },
  conn_mark: { required: false, meaning: '1 = transfer' },
  close_date: { required: false, meaning: 'clearing date given by the source; not used' },
} as const satisfies Readonly<Record<string, ColumnRow>>

interface ColumnRow {
  readonly required: boolean
  readonly meaning: string
}

export type Column = keyof typeof columns
