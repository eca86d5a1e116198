import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import type { Project } from '../../project/project.ts'
import { collectRunTags } from './keep-training.ts'
import type { TrainRequest } from '../train.ts'

test('collectRunTags() names the commit of the folder, and whether its own files differ from it', () => {
  const repository = tempFolder()
  const folder = join(repository, 'project')
  mkdirSync(folder)
  const git = (...args: string[]): string => {
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false']
    return execFileSync('git', ['-C', repository, ...who, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  }
  const commit = (): string | undefined => {
    return collectRunTags({ name: 'p' } as Project, { synthetic: false, split: 'rows' } as TrainRequest, {
      folder,
      version: '1',
    })['git.commit']
  }
  expect(commit()).toBeUndefined()
  git('init')
  expect(commit()).toBeUndefined()
  writeFileSync(join(folder, 'lapidary.config.ts'), 'a')
  git('add', '.')
  git('commit', '--message', 'first')
  const first = git('rev-parse', 'HEAD')
  expect(commit()).toBe(first)
  writeFileSync(join(folder, 'data.csv'), 'not in the repository')
  writeFileSync(join(repository, 'beside.txt'), 'not of the project')
  expect(commit()).toBe(first)
  writeFileSync(join(folder, 'lapidary.config.ts'), 'b')
  expect(commit()).toBe(`${first}-dirty`)
})
