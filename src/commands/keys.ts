import Table from 'cli-table3'
import { dataKeyText, labelText, openSoftVault } from '../keys'
import { done, refused, type Answer } from './answer'
import { settings } from './with-city'

/** `citycard keys`: labels and check values of the keys the vault holds; never a key. */
export async function keys(): Promise<Answer> {
  const read = settings()
  if ('wrong' in read) return read.wrong
  const { keysFile, production } = read.config
  const vault = await openSoftVault({ ...(keysFile === undefined ? {} : { keysFile }), production })
  if (!vault.ok) return refused(vault)
  try {
    const described = await vault.value.describe()
    const table = new Table({
      head: ['label', 'level', 'check value', 'valid', '用途', 'purpose'],
      style: { head: [], border: [] },
    })
    for (const key of described) {
      const valid = `${key.validFrom} – ${key.validTo}`
      table.push([labelText(key.label), key.level, key.checkValue, valid, key.chinese, key.purpose])
    }
    const dataKeys = await vault.value.describeDataKeys()
    for (const key of dataKeys) {
      const valid = `${key.validFrom} – ${key.validTo}`
      const level = 'stored data'
      table.push([dataKeyText(key.label), level, key.checkValue, valid, key.chinese, key.purpose])
    }
    return done(
      {
        keys: described.map(({ label, ...key }) => ({ label: labelText(label), ...key })),
        dataKeys: dataKeys.map(({ label, ...key }) => ({ label: dataKeyText(label), ...key })),
      },
      table.toString(),
    )
  } finally {
    await vault.value.close()
  }
}
