import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRepoFile, repoRoot } from '../kit/repo-files.ts'
import { codeBlocks, commandsOf, pages, prose } from './markdown.ts'

describe('README and LEIAME', () => {
  test.each(['README.md', 'LEIAME.md'])('%s has under 160 lines', (file) => {
    expect(readRepoFile(file).split('\n').length).toBeLessThan(160)
  })

  test('they say the same: headings, commands, pictures and links', () => {
    const shape = (file: string) => ({
      headings: [...prose(file).matchAll(/^#+(?= )/gm)].map(([level]) => level),
      commands: codeBlocks(file).map((block) =>
        block.language === 'sh' ? commandsOf(block) : block.code.replace(/\s*\/\/.*$/gm, ''),
      ),
      links: [...prose(file).matchAll(/\]\(([^)]+)\)/g)].map(([, target]) =>
        target?.replace('LEIAME', 'README'),
      ),
    })
    expect(shape('LEIAME.md')).toEqual(shape('README.md'))
  })
})

/** Returns the anchors of the headings of a page, as GitHub names them. */
function anchorsOf(page: string): readonly string[] {
  return [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

test('every anchor of a link is a heading', () => {
  const broken = pages.flatMap((page) =>
    [...prose(page).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)]
      .map(([, path = '', anchor = '']) => ({
        target: path === '' ? page : posix.join(posix.dirname(page), path),
        anchor,
      }))
      .filter(({ target, anchor }) => target.endsWith('.md') && !anchorsOf(target).includes(anchor))
      .map(({ target, anchor }) => `${page}: ${target}#${anchor}`),
  )
  expect(broken).toEqual([])
})

test('every link of a page leads to a file', () => {
  const broken = pages.flatMap((page) =>
    [...prose(page).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => posix.join(posix.dirname(page), target))
      .filter((target) => !existsSync(`${repoRoot}/${target}`))
      .map((target) => `${page}: ${target}`),
  )
  expect(broken).toEqual([])
})
