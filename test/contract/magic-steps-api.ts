import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { magicSteps, type MagicSteps } from '../kit/magic-steps-server.ts'
import { student } from '../kit/magic-steps-student.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** Tests the contract of Magic Steps, route by route, on the stores that `environment` names. */
export function magicStepsApi(
  name: string,
  environment: () => Promise<Readonly<Record<string, string>>>,
): void {
  describe(`the API of Magic Steps on ${name}`, () => {
    let server: MagicSteps
    let bearer: Record<string, string>

    beforeAll(async () => {
      server = await magicSteps({ environment: await environment() })
      bearer = await signIn('ana')
    })
    afterAll(async () => await server?.close())

    function send(options: InjectOptions): Promise<LightMyRequestResponse> {
      return server.app.inject(options)
    }

    /** Registers, signs in, and returns the header. */
    async function signIn(username: string): Promise<Record<string, string>> {
      const password = `${username}: um segredo bem comprido`
      const registered = await send({ method: 'POST', url: '/register', payload: { username, password } })
      expect(registered.json()).toEqual({ msg: 'user created' })
      expect(registered.statusCode).toBe(201)
      const { access_token } = (await token(username, password)).json<{ access_token: string }>()
      return { authorization: `Bearer ${access_token}` }
    }

    function token(username: string, password: string): Promise<LightMyRequestResponse> {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const payload = new URLSearchParams({ grant_type: 'password', username, password }).toString()
      return send({ method: 'POST', url: '/token', headers, payload })
    }

    function predict(payload: object, headers = bearer): Promise<LightMyRequestResponse> {
      return send({ method: 'POST', url: '/predict', headers, payload })
    }

    function get(url: string, headers = bearer): Promise<LightMyRequestResponse> {
      return send({ url, headers })
    }

    /** Returns the fields that a 422 names. */
    function listWrongFields(response: LightMyRequestResponse): string[] {
      expect(response.statusCode, response.body).toBe(422)
      return response.json<{ errors: { field: string }[] }>().errors.map(({ field }) => field)
    }

    test('a taken name is 400', async () => {
      const payload = { username: 'ana', password: 'outro segredo comprido' }
      expect((await send({ method: 'POST', url: '/register', payload })).statusCode).toBe(400)
    })

    test('a short password is 422, and is not sent back', async () => {
      const response = await send({
        method: 'POST',
        url: '/register',
        payload: { username: 'bia', password: 'a1b2c3d' },
      })
      expect(listWrongFields(response)).toEqual(['password'])
      expect(response.body).not.toContain('a1b2c3d')
    })

    test('a wrong password and an unknown user get the same response, with WWW-Authenticate', async () => {
      const [wrong, unknown] = [
        await token('ana', 'um segredo errado'),
        await token('ninguem', 'um segredo errado'),
      ]
      for (const response of [wrong, unknown]) {
        expect(response.statusCode).toBe(401)
        expect(response.headers['www-authenticate']).toMatch(/^Bearer/)
      }
      expect(wrong.json()).toEqual(unknown.json())
    })

    test('a token is a JWT of HS256 with sub and exp', async () => {
      const response = await token('ana', 'ana: um segredo bem comprido')
      const { access_token, token_type } = response.json<{ access_token: string; token_type: string }>()
      expect(token_type).toBe('bearer')
      const [header, claims] = access_token
        .split('.', 2)
        .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
      expect(header).toMatchObject({ alg: 'HS256' })
      expect(claims).toMatchObject({ sub: 'ana', exp: expect.any(Number) })
    })

    test('the documentation and health are open; all else needs a token, before anything is validated', async () => {
      for (const url of ['/health', '/openapi.json', '/docs'])
        expect((await get(url, {})).statusCode, url).toBeLessThan(400)
      for (const url of ['/info', '/features', '/thresholds', '/monitor/logs', '/monitor/features']) {
        const response = await get(url, {})
        expect(response.statusCode, url).toBe(401)
        expect(response.headers['www-authenticate']).toContain('Bearer')
      }
      expect((await predict({ features: 'nonsense' }, {})).statusCode).toBe(401)
      expect((await send({ method: 'PUT', url: '/thresholds', payload: { threshold: 2 } })).statusCode).toBe(
        401,
      )
    })

    test('/health reports what is loaded', async () => {
      expect((await get('/health', {})).json()).toEqual({
        status: 'ok',
        model_loaded: true,
        preprocessor_loaded: true,
        device: 'cpu',
        timestamp: expect.stringMatching(iso),
      })
    })

    test('/features describes the 18, /info them and the model', async () => {
      const features = (await get('/features')).json<{ name: string; type: string; range: string }[]>()
      expect(features.map(({ name, type, range }) => `${name} ${type} ${range}`)).toEqual([
        'fase int 0 – 7',
        'idade int 7 – 21',
        'ano_ingresso int 2016 – 2022',
        'score_inde float 3 – 9.5',
        'score_iaa float 0 – 10',
        'score_ieg float 0 – 10',
        'score_ips float 2.5 – 10',
        'score_ida float 0 – 9.9',
        'score_ipv float 2.5 – 10',
        'score_ian float 2.5 – 10',
        'nota_cg int 1 – 862',
        'nota_cf int 1 – 192',
        'nota_ct int 1 – 18',
        'num_avaliacoes int 2 – 4',
        'defasagem int -5 – 2',
        'turma categorical a | b | c | d | e | f | g | h | i | j | k | l | m | n | o | p | q | r | s | t | u | v | y | z',
        'genero categorical menina | menino',
        'pedra_modal categorical ametista | quartzo | topázio | ágata',
      ])
      const info = (await get('/info')).json<Record<string, unknown>>()
      expect(info).toMatchObject({
        project: 'Magic Steps',
        model_class: 'MagicStepsNet',
        n_features: 18,
        threshold: 0.5,
      })
      expect(info['features']).toEqual(features)
      expect(Object.keys(info)).toEqual([
        'project',
        'model_class',
        'input_dim',
        'best_params',
        'device',
        'preprocessor_loaded',
        'n_features',
        'threshold',
        'features',
      ])
    })

    test('/predict responds by the contract, and case, outer spaces and accents of a category do not matter', async () => {
      const response = await predict({ student_id: 'RA-7', features: student })
      expect(response.statusCode, response.body).toBe(200)
      const answer = response.json<{ probability: number; prediction: number; confidence: string }>()
      expect(answer).toEqual({
        student_id: 'RA-7',
        probability: expect.any(Number),
        prediction: answer.probability >= 0.5 ? 1 : 0,
        confidence: expect.stringMatching(/^(alta|média|baixa)$/),
        prediction_id: expect.stringMatching(uuid),
        timestamp: expect.stringMatching(iso),
      })
      expect(Number(answer.probability.toFixed(6))).toBe(answer.probability)
      const spelt = { ...student, turma: ' B', genero: 'Menina', pedra_modal: 'AMETISTA ' }
      expect((await predict({ features: spelt })).json()).toMatchObject({
        student_id: null,
        probability: answer.probability,
      })
      const [plain, accents] = await Promise.all(
        ['topázio', 'Topazio'].map(async (pedra_modal) =>
          (await predict({ features: { ...student, pedra_modal } })).json(),
        ),
      )
      expect((accents as typeof answer).probability).toBe((plain as typeof answer).probability)
    })

    test.each([
      ['out of range', { ...student, idade: 22 }, ['features.idade']],
      ['an unknown category', { ...student, pedra_modal: 'rubi' }, ['features.pedra_modal']],
      ['a number as text', { ...student, fase: '3' }, ['features.fase']],
      ['a fraction', { ...student, nota_cg: 1.5 }, ['features.nota_cg']],
      ['null', { ...student, score_ida: null }, ['features.score_ida']],
      ['an unknown feature', { ...student, escola: 'A' }, ['features.escola']],
      ['the entity among the features', { ...student, student_id: 'RA-7' }, ['features.student_id']],
      ['two at once', { ...student, idade: 6, defasagem: 3 }, ['features.idade', 'features.defasagem']],
    ])('%s is a 422 that names the field', async (_what, features, fields) => {
      expect(listWrongFields(await predict({ features }))).toEqual(fields)
    })

    test('features that neither the request nor the store gives are named', async () => {
      const { idade: _idade, turma: _turma, ...rest } = student
      expect(listWrongFields(await predict({ features: rest })).toSorted()).toEqual([
        'features.idade',
        'features.turma',
      ])
      expect(
        listWrongFields(await predict({ student_id: 'nobody-knows', features: rest })).toSorted(),
      ).toEqual(['features.idade', 'features.turma'])
    })

    test('a batch is the same as one by one, in order; 0, 501 and one bad row are 422 and leave nothing', async () => {
      const students = [3, 1, 2].map((fase) => ({
        student_id: `batch-${fase}`,
        features: { ...student, fase },
      }))
      const batch = (payload: object) =>
        send({ method: 'POST', url: '/predict/batch', headers: bearer, payload })
      const response = await batch({ students })
      expect(response.statusCode, response.body).toBe(200)
      const { total, predictions, timestamp } = response.json<{
        total: number
        predictions: { student_id: string; probability: number }[]
        timestamp: string
      }>()
      expect([total, timestamp]).toEqual([3, expect.stringMatching(iso)])
      const single = await Promise.all(
        students.map(async (each) => (await predict(each)).json<{ probability: number }>()),
      )
      expect(predictions.map(({ student_id }) => student_id)).toEqual(['batch-3', 'batch-1', 'batch-2'])
      expect(predictions.map(({ probability }) => probability)).toEqual(
        single.map(({ probability }) => probability),
      )

      const before = await readLog('bad-row')
      expect(listWrongFields(await batch({ students: [] }))).toEqual(['students'])
      const many = Array.from({ length: 501 }, () => ({ student_id: 'bad-row', features: student }))
      expect(listWrongFields(await batch({ students: many }))).toEqual(['students'])
      const bad = many
        .slice(0, 500)
        .map((each, i) => (i === 321 ? { ...each, features: { ...student, idade: 99 } } : each))
      expect(listWrongFields(await batch({ students: bad }))).toEqual(['students[321].features.idade'])
      expect(await readLog('bad-row')).toEqual(before)
    })

    async function readLog(student_id: string): Promise<unknown[]> {
      const response = await get(`/monitor/logs?student_id=${student_id}`)
      expect(response.statusCode, response.body).toBe(200)
      return response.json<unknown[]>()
    }

    test('/monitor/logs has a prediction at once', async () => {
      const answer = (await predict({ student_id: 'RA-log', features: student })).json<
        Record<string, unknown>
      >()
      expect(await readLog('RA-log')).toEqual([
        {
          prediction_id: answer['prediction_id'],
          timestamp: answer['timestamp'],
          user: 'ana',
          student_id: 'RA-log',
          features: student,
          probability: answer['probability'],
          prediction: answer['prediction'],
        },
      ])
    })

    test('/monitor/logs pages, filters by user, time and prediction, and refuses what it cannot read', async () => {
      const other = await signIn('caio')
      for (let i = 0; i < 3; i++) await predict({ student_id: 'RA-page', features: student }, other)
      const first = await get('/monitor/logs?user=caio&limit=2')
      expect(first.json()).toHaveLength(2)
      const next = /^<([^>]+)>; rel="next"$/.exec(String(first.headers['link']))?.[1] ?? ''
      const second = await get(next)
      expect(second.json()).toHaveLength(1)
      expect(second.headers['link']).toBeUndefined()
      const [newest] = first.json<{ timestamp: string; prediction: number }[]>()
      const at = encodeURIComponent(newest?.timestamp ?? '')
      const exactly = await get(`/monitor/logs?user=caio&from=${at}&to=${at}`)
      expect(exactly.json<unknown[]>()[0]).toEqual(newest)
      const day = newest?.timestamp.slice(0, 10) ?? ''
      expect((await get(`/monitor/logs?user=caio&from=${day}&to=${day}`)).json()).toHaveLength(3)
      expect(
        (await get(`/monitor/logs?user=caio&prediction=${1 - (newest?.prediction ?? 0)}`)).json(),
      ).toEqual([])
      for (const [query, field] of [
        ['limit=0', 'limit'],
        ['limit=1001', 'limit'],
        ['from=yesterday', 'from'],
        ['from=2026-02-30', 'from'],
        ['to=2026-02-30T10:00:00Z', 'to'],
      ]) {
        expect(listWrongFields(await get(`/monitor/logs?${query}`)), query).toEqual([field])
      }
    })

    test('a threshold is effective at once, and outside of 0 to 1 it is 422', async () => {
      const put = (threshold: unknown) =>
        send({ method: 'PUT', url: '/thresholds', headers: bearer, payload: { threshold } })
      for (const [threshold, prediction] of [
        [0, 1],
        [1, 0],
      ]) {
        const changed = await put(threshold)
        expect(changed.json()).toEqual({ threshold, updated_at: expect.stringMatching(iso) })
        expect((await get('/thresholds')).json()).toEqual(changed.json())
        expect((await predict({ features: student })).json()).toMatchObject({ prediction })
      }
      for (const wrong of [-0.1, 1.1, '0.5', null])
        expect(listWrongFields(await put(wrong))).toEqual(['threshold'])
      await put(0.5)
    })

    test('/monitor/features is a list', async () => {
      expect((await get('/monitor/features')).json()).toEqual(expect.any(Array))
    })
  })
}
