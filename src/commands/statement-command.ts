import { done, refused, type Answer } from './answer'
import { statement, type StatementQuestion } from './statement'
import { withCity, type CityOptions } from './with-city'

/** `citycard statement`. */
export const statementCommand = (options: CityOptions & StatementQuestion): Promise<Answer> =>
  withCity(options, async (city) => {
    const answer = await statement(city.store.database, options)
    return answer.ok ? done(answer.value.data, answer.value.text) : refused(answer)
  })
