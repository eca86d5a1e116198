import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../test/kit/temp-folder.ts'
import { tinyProject } from '../../test/kit/tiny-project.ts'
import { readTable } from '../dataset/read-table.ts'
import { fileGaps } from './file-gaps.ts'

test('a file lacks the columns that it has not, and cells that held something of no use; empty ones are no surprise', async () => {
  const path = join(tempFolder(), 'clients.csv')
  writeFileSync(path, 'Client_ID,Age,Annual_Income\nc1,old,1000\nc2,400,2000\nc3,,3000\nc4,NA,4000\n')
  const { table, report } = await readTable([path], tinyProject, { requireTarget: false, synthetic: false })
  expect(fileGaps(tinyProject, table, report.columns)).toEqual({ missingColumns: ['Occupation', 'Loans'], unusableCells: 2 })
})
