import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { type PostgresServer, postgresServer } from '../kit/postgres-server.ts'
import { testServer, type TestServer } from '../kit/test-server.ts'

const postgres = await postgresServer()
const password = 'três pedras de âmbar'

describe.skipIf(postgres === null)('two replicas on one PostgreSQL', () => {
  afterAll(async () => await postgres?.close())

  async function openTwo(): Promise<readonly [TestServer, TestServer]> {
    const environment = { DATABASE_URL: await (postgres as PostgresServer).url(), REGISTRATION: 'open' }
    const servers = [await testServer({ environment }), await testServer({ environment })] as const
    onTestFinished(
      async () =>
        await Promise.all(servers.map(async (server) => await server.close())).then(() => undefined),
    )
    return servers
  }

  const signIn = async (
    { app }: TestServer,
    username: string,
    secret: string,
    remoteAddress: string,
  ): Promise<number> => {
    const request = {
      method: 'POST',
      url: '/v1/session',
      payload: { username, password: secret },
      remoteAddress,
    } as const
    return (await app.inject(request)).statusCode
  }

  test('count the failures of an account together, and a right password clears them for both', async () => {
    const [one, two] = await openTwo()
    await one.app.inject({
      method: 'POST',
      url: '/v1/registrations',
      payload: { username: 'maria', password },
    })
    for (let i = 0; i < 10; i++) {
      expect(await signIn(i % 2 === 0 ? one : two, 'maria', `wrong words ${i}`, `10.0.0.${i}`)).toBe(401)
    }
    expect([
      await signIn(one, 'maria', password, '10.0.1.1'),
      await signIn(two, 'maria', password, '10.0.1.2'),
    ]).toEqual([429, 429])
    two.wait(1000)
    expect(await signIn(two, 'maria', password, '10.0.1.2')).toBe(200)
    expect(await signIn(one, 'maria', 'wrong words', '10.0.1.1')).toBe(401)
  })

  test('count guesses that arrive at once together', async () => {
    const [one, two] = await openTwo()
    const statuses = await Promise.all(
      Array.from(
        { length: 16 },
        async (_, i) => await signIn(i % 2 === 0 ? one : two, 'nobody', `wrong words ${i}`, `10.0.0.${i}`),
      ),
    )
    expect(statuses.filter((status) => status === 401)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(6)
  })

  test('count the failures of an address together', async () => {
    const [one, two] = await openTwo()
    for (let i = 0; i < 50; i++)
      expect(await signIn(i % 2 === 0 ? one : two, `name ${i}`, 'wrong words', '10.0.0.1')).toBe(401)
    expect([
      await signIn(one, 'ana', 'wrong words', '10.0.0.1'),
      await signIn(two, 'bia', 'wrong words', '10.0.0.1'),
    ]).toEqual([429, 429])
    expect(await signIn(two, 'bia', 'wrong words', '10.0.0.2')).toBe(401)
  })
})
