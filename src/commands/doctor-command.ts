import { done, foundWrong, type Answer } from './answer'
import { doctor } from './doctor'

/** `citycard doctor`. */
export async function doctorCommand(): Promise<Answer> {
  const diagnosis = await doctor()
  const lines = diagnosis.checks.map(({ name, ok, detail, remedy, optional }) => {
    const mark = ok ? 'ok     ' : optional === true ? 'without' : 'MISSING'
    return `${mark}  ${name}: ${detail}${ok || remedy === undefined ? '' : `\n         → ${remedy}`}`
  })
  const verdict = diagnosis.ready ? 'This machine is ready.' : 'This machine is not ready yet.'
  const text = [...lines, verdict].join('\n')
  return diagnosis.ready ? done(diagnosis, text) : foundWrong(diagnosis, text)
}
