import { done, refused, type Answer } from './answer'
import { statement, type StatementQuestion } from './statement'
import { withCity, type CityOptions } from './with-city'

/** `citycard statement`. */
export const statementCommand = (options: CityOptions & StatementQuestion): Promise<Answer> =>
  withCity(options, async (city) => {
    const answer = await statement(city.store.database, options)
    if (answer.ok) return done(answer.value.data, answer.value.text)
    const misuse = answer.refused === 'date-malformed' || answer.refused === 'date-missing'
    return misuse ? { ...refused(answer), exit: 2 } : refused(answer)
  })
