import { expect, it } from 'vitest'
import { ProgressLine } from './progress-line.ts'

function line(isTTY: boolean) {
  const written: string[] = []
  let time = 0
  const progress = new ProgressLine({ isTTY, write: (text) => written.push(text) }, () => time)
  return { written, progress, wait: (milliseconds: number) => (time += milliseconds) }
}

it('shows the share and, once it can know, the time left', () => {
  const { written, progress, wait } = line(true)
  wait(1000)
  progress.show('Training', 0.1)
  wait(2000)
  progress.show('Training', 0.5)
  expect(written.at(-1)).toContain('Training ██████████░░░░░░░░░░ 50 %, about 2 s left')
  progress.clear()
  expect(written.at(-1)).toBe('\r\u001b[2K')
})

it('draws nothing where there is no terminal', () => {
  const { written, progress, wait } = line(false)
  progress.show('Training', 0.1)
  wait(2000)
  progress.show('Training', 0.5)
  progress.clear()
  expect(written).toEqual([])
})
