import { types, type CustomTypesConfig } from 'pg'

type Parser = (text: string) => unknown

const INT8 = 20
const INT8_LIST = 1016
const DATE = 1082
const DATE_LIST = 1182
const TEXT_LIST = 1009

// The driver's list of type numbers leaves out text[], which its parser table has.
const textList = types.getTypeParser(TEXT_LIST as never) as (text: string) => (string | null)[]

/** int8 keeps every digit; a date stays a day and never becomes an instant of some time zone. */
const PARSERS = new Map<number, Parser>([
  [INT8, BigInt],
  [INT8_LIST, (text) => textList(text).map((item) => (item === null ? null : BigInt(item)))],
  [DATE, (text) => text],
  [DATE_LIST, textList],
])

/** How values arrive from PostgreSQL; kept per pool, so that no other user of the driver is touched. */
export const valueTypes: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    (format === 'binary' ? undefined : PARSERS.get(oid)) ??
    (types.getTypeParser(oid, format) as Parser),
}
