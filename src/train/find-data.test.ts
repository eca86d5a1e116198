import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Project, ProjectDefinition } from '../project/project.ts'
import { findData, writeSynthetic } from './find-data.ts'

function toy(data: ProjectDefinition['data']): { project: Project; folder: string; dataDir: string } {
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
  return {
    project: { name: 'toy', seed: 7, data: { generateRows: 5, ...data } } as Project,
    folder,
    dataDir: join(folder, '.lapidary'),
  }
}

const generate = ({ rows, seed }: { rows: number; seed: number }): string[] => ['a\n', `${rows} ${seed}\n`]

describe('findData()', () => {
  it('takes the first files of the project that are there, and they are real', async () => {
    const { project, folder, dataDir } = toy({ files: ['raw/a.csv', 'raw/part-*.csv'], generate })
    mkdirSync(join(folder, 'raw'))
    for (const name of ['part-2.csv', 'part-1.csv']) writeFileSync(join(folder, 'raw', name), 'x\n')
    const files = [join(folder, 'raw/part-1.csv'), join(folder, 'raw/part-2.csv')]
    expect(await findData(project, { folder, dataDir, given: [] })).toEqual({ files, synthetic: false })
  })

  it('makes a synthetic table once when there is none', async () => {
    const { project, folder, dataDir } = toy({ files: ['a.csv'], generate })
    const first = await findData(project, { folder, dataDir, given: [] })
    expect(first.synthetic).toBe(true)
    expect(readFileSync(first.files[0] as string, 'utf8')).toBe('a\n5 7\n')
    const explodes = { ...project, data: { ...project.data, generate: () => [].map(() => '') } }
    expect(await findData(explodes, { folder, dataDir, given: [] })).toEqual(first)
  })

  it('keeps it for its owner only', async () => {
    const { project, folder, dataDir } = toy({ files: ['a.csv'], generate })
    const { files } = await findData(project, { folder, dataDir, given: [] })
    const [file = ''] = files
    const modes = [dataDir, join(dataDir, 'synthetic'), file, `${file}.synthetic`].map(
      (path) => statSync(path).mode & 0o777,
    )
    expect(modes).toEqual([0o700, 0o700, 0o600, 0o600])
  })

  it('recognizes a given file that a generator made', async () => {
    const { project, folder, dataDir } = toy({ files: [] })
    const made = join(folder, 'made.csv')
    await writeSynthetic(made, ['a\n'])
    expect(await findData(project, { folder, dataDir, given: [made] })).toEqual({
      files: [made],
      synthetic: true,
    })
  })

  it('names the files that it looked for', async () => {
    const { project, folder, dataDir } = toy({ files: ['data/raw/train.csv'] })
    await expect(findData(project, { folder, dataDir, given: [] })).rejects.toThrow(
      'contains none of data/raw/train.csv',
    )
  })
})

it('writeSynthetic() leaves nothing when it is interrupted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
  const interrupt = new AbortController()
  const chunks = function* (): Generator<string> {
    yield 'a\n'
    interrupt.abort(new Error('interrupted'))
    yield 'b\n'
  }
  await expect(writeSynthetic(join(folder, 'made.csv'), chunks(), interrupt.signal)).rejects.toThrow(
    'interrupted',
  )
  expect(existsSync(join(folder, 'made.csv'))).toBe(false)
  expect(readdirSync(folder)).toEqual([])
})
