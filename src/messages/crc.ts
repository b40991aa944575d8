const POLYNOMIAL = 0x1021

const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 8
  for (let bit = 0; bit < 8; bit++) {
    rest = (rest & 0x8000) === 0 ? rest << 1 : (rest << 1) ^ POLYNOMIAL
  }
  return rest & 0xffff
})

/** CRC-16 of polynomial 1021 and start value FFFF, nothing reflected ("123456789" → 29B1). */
export function crc16(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0xffff
  for (let index = from; index < to; index++) {
    const step = (crc >> 8) ^ (bytes[index] as number)
    crc = ((crc << 8) & 0xffff) ^ (table[step] as number)
  }
  return crc
}
