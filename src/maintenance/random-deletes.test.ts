import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { collect } from '../../test/kit/collect.ts'
import { type PostgresServer, postgresServer } from '../../test/kit/postgres-server.ts'
import { type S3Server, startS3 } from '../../test/kit/s3-server.ts'
import { strictLogger } from '../../test/kit/strict-logger.ts'
import { tempFolder } from '../../test/kit/temp-folder.ts'
import { tinyProject } from '../../test/kit/tiny-project.ts'
import { SeededRandom } from '../base/math/random.ts'
import { readSettings } from '../base/settings/settings.ts'
import { openProjectPlatform, type ProjectPlatform } from '../platform/platform.ts'
import { collectGarbage } from './collect-garbage.ts'

const day = 86_400_000

/** An owner of files, or a free place, with the text of each of its files. */
interface Owner {
  readonly kind: 'run' | 'model' | 'free'
  readonly id: string
  readonly root: string
  readonly isRegistered: boolean
  readonly files: Map<string, string>
  isDeleted: boolean
}

/** Stores whose owners, names and contents a test knows. */
class Workshop {
  readonly platform: ProjectPlatform
  readonly owners: Owner[] = []
  /** Every text that was ever stored. */
  readonly texts = new Set<string>()
  readonly random: SeededRandom

  constructor(platform: ProjectPlatform, seed: number) {
    this.platform = platform
    this.random = new SeededRandom(seed)
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.random.next() * items.length)] as T
  }

  async addOwners(experimentId: string, count: number): Promise<void> {
    const { runs, loggedModels, registry } = this.platform
    for (let i = 0; i < count; i++) {
      const run = await runs.create({ experimentId })
      const isRegistered = this.random.next() < 0.1
      if (isRegistered)
        await registry.register({
          model: 'TinyModel',
          runId: run.id,
          description: '',
          tags: {},
          by: 'user:ana',
        })
      this.add('run', run.id, `${experimentId}/${run.id}/artifacts`, isRegistered)
      const model = await loggedModels.create({ experimentId, sourceRunId: run.id })
      this.add('model', model.id, `${experimentId}/models/${model.id}/artifacts`, false)
      this.add('free', String(i), `${this.pick([experimentId, 'free', 'a b'])}/place-${i}`, false)
    }
  }

  /** Stores files of random owners. Many have the same content. */
  async addFiles(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const owner = this.pick(this.owners.filter(({ isDeleted }) => !isDeleted))
      const path = `${this.pick(['', 'model/', 'model/code/', 'plots/'])}file-${this.pick([1, 2, 3, 4, 5])}`
      const text = `content ${this.pick(Array.from({ length: 400 }, (_, n) => n))}`
      await this.platform.artifactTree.put(await this.locate(owner, path), Buffer.from(text))
      owner.files.set(path, text)
      this.texts.add(text)
    }
  }

  /** Deletes a run, a model, a folder or a file. */
  async deleteOne(): Promise<void> {
    const owner = this.pick(this.owners)
    const { id, kind, files } = owner
    if (kind !== 'free' && this.random.next() < 0.2) {
      if (kind === 'run') await this.platform.runs.delete(id)
      else await this.platform.loggedModels.delete(id)
      owner.isDeleted = true
      return
    }
    const path = this.pick([...files.keys(), 'model', 'model/code', 'plots', ''])
    await this.platform.artifactTree.remove(await this.locate(owner, path))
    for (const each of files.keys())
      if (path === '' || each === path || each.startsWith(`${path}/`)) files.delete(each)
  }

  async locate(owner: Owner, path: string) {
    return await this.platform.artifactOwners.ownerOf(path === '' ? owner.root : `${owner.root}/${path}`)
  }

  private add(kind: Owner['kind'], id: string, root: string, isRegistered: boolean): void {
    this.owners.push({ kind, id, root, isRegistered, files: new Map(), isDeleted: false })
  }
}

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex')

async function stored({ artifacts }: ProjectPlatform): Promise<readonly string[]> {
  return (await collect(artifacts.list())).map(({ sha256 }) => sha256).toSorted()
}

function randomDeletesSuite(
  name: string,
  environment: () => Promise<Readonly<Record<string, string>>>,
): void {
  test(`${name}: after 1,000 random deletes, what is left is what is referred to`, async () => {
    const folder = tempFolder()
    let moved = 0
    const now = (): Date => new Date(Date.now() + moved)
    const settings = readSettings({ DATA_DIR: folder, ...(await environment()) })
    const platform = await openProjectPlatform({ project: tinyProject, folder }, settings, {
      now,
      logger: strictLogger,
    })
    onTestFinished(async () => await platform.close())
    const workshop = new Workshop(platform, 7)
    const experimentId = await platform.experiments.create({ name: 'deletes' })
    await workshop.addOwners(experimentId, 60)
    await workshop.addFiles(700)
    for (let i = 0; i < 1000; i++) {
      await workshop.deleteOne()
      if (i % 5 === 0) await workshop.addFiles(1)
    }
    const everything = [...workshop.texts].map(sha256Of).toSorted()
    expect(await stored(platform)).toEqual(everything)

    // Nothing is old enough yet.
    expect(await collectGarbage(platform, { olderThan: 30 * day, dryRun: false })).toEqual([])
    moved = 31 * day
    const listed = await collectGarbage(platform, { olderThan: 30 * day, dryRun: true })
    expect(await stored(platform)).toEqual(everything)
    expect(await collectGarbage(platform, { olderThan: 30 * day, dryRun: false })).toEqual(listed)

    const left = workshop.owners.filter(({ isDeleted, isRegistered }) => !isDeleted || isRegistered)
    const referred = new Set(left.flatMap(({ files }) => [...files.values()]))
    expect(await stored(platform)).toEqual([...referred].map(sha256Of).toSorted())
    expect(referred.size).toBeGreaterThan(20)
    expect(workshop.texts.size - referred.size).toBeGreaterThan(20)
    for (const owner of left) {
      for (const [path, text] of owner.files) {
        const { chunks } = await platform.artifactTree.open(await workshop.locate(owner, path))
        expect(Buffer.concat(await collect(chunks)).toString()).toBe(text)
      }
    }
    const purged = workshop.owners.filter(({ isDeleted, isRegistered }) => isDeleted && !isRegistered)
    expect(
      listed.filter(({ kind }) => kind === 'run' || kind === 'model').map((each) => each.name),
    ).toHaveLength(purged.length)
    for (const { kind, id } of purged) {
      const get =
        kind === 'run' ? platform.runs.get(id) : platform.loggedModels.get(id, { allowsDeleted: true })
      await expect(get).rejects.toMatchObject({ code: expect.stringMatching(/-not-found$/) })
    }
    expect(await collectGarbage(platform, { olderThan: 30 * day, dryRun: false })).toEqual([])
    for (const unfinished of ['spool', 'artifacts/tmp'])
      if (existsSync(join(folder, unfinished))) expect(readdirSync(join(folder, unfinished))).toEqual([])
  })
}

randomDeletesSuite('SQLite and files', async () => ({}))
randomDeletesSuite('SQLite alone', async () => ({ ARTIFACTS_URL: 'database:' }))

const postgres = await postgresServer()
const s3 = await startS3()
afterAll(async () => {
  await postgres?.close()
  await s3?.stop()
})
describe.skipIf(postgres === null)('PostgreSQL', () => {
  randomDeletesSuite('PostgreSQL', async () => ({ DATABASE_URL: await (postgres as PostgresServer).url() }))
})
describe.skipIf(s3 === null)('S3', () => {
  randomDeletesSuite('SQLite and S3', async () => {
    const { endpoint, createBucket } = s3 as S3Server
    return { ARTIFACTS_URL: `s3://${await createBucket()}/runs`, ARTIFACTS_S3_ENDPOINT: endpoint }
  })
})
