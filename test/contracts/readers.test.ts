import { VirtualReaders } from '../../terminals/virtual'
import { readersContract } from './readers'

readersContract('virtual readers', async () => {
  const name = 'virtual'
  const readers = new VirtualReaders([name], { answerWithinMs: 100 })
  return {
    readers,
    name,
    insert: async (chip) => readers.insert(name, chip),
    remove: async () => readers.remove(name),
    // Lines of one object know nothing of each other, as lines of two programs do.
    another: async () => readers,
    close: () => readers.close(),
  }
})
