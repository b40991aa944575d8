import { Client, type ClientConfig } from 'pg'
import { Fault } from './base'
import { asFault } from './database-failures'

/**
 * One connection that takes a statement while others are still under way, and answers them in their order. Each
 * statement is a transaction of its own: one that fails leaves those behind it alone. The server goes from one
 * to the next without waiting for us, which is most of the wait between two small transactions.
 */
export class StatementLine {
  private connected: Promise<Client> | undefined

  constructor(
    private readonly settings: ClientConfig,
    private readonly connectionLost: (error: Error) => void,
  ) {}

  /** Throws `Fault` when the connection is lost; the statement may have been done (`retrySafe` is false). */
  async query<Row>(
    text: string,
    params: readonly unknown[],
    name: string,
  ): Promise<{ rows: Row[]; rowCount: number }> {
    const client = await this.client()
    const values = [...params]
    try {
      const { rows, rowCount } = await client.query({ text, values, name })
      return { rows: rows as Row[], rowCount: rowCount ?? 0 }
    } catch (error) {
      const failure = asFault(error, false)
      if (failure instanceof Fault) await this.leave(client)
      throw failure
    } finally {
      // The driver's record of the query outlives its answer by some collections, and would take these with it.
      values.length = 0
    }
  }

  /** Ends when the statements under way are answered. */
  async close(): Promise<void> {
    const client = await this.connected?.catch(() => undefined)
    this.connected = undefined
    await client?.end()
  }

  private async client(): Promise<Client> {
    try {
      return await (this.connected ??= this.connect())
    } catch (error) {
      throw asFault(error, true)
    }
  }

  private async connect(): Promise<Client> {
    const client = new Client({ ...this.settings, pipeline: true })
    client.on('error', (error) => {
      this.connectionLost(error)
      void this.leave(client)
    })
    try {
      await client.connect()
      return client
    } catch (error) {
      // The next statement tries again.
      this.connected = undefined
      throw error
    }
  }

  /** The next statement opens another connection. */
  private async leave(client: Client): Promise<void> {
    const current = await this.connected?.catch(() => undefined)
    if (current !== client) return
    this.connected = undefined
    await client.end().catch(() => undefined)
  }
}
