import { formatLocalizedDate, type LocalizedText, type RunDetail, type SplitReport } from 'lapidary/client'
import type { Texts } from '../../../lib/i18n/format.ts'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { useSplit } from '../../../lib/runs/run-files.ts'
import { useNames } from '../../../lib/use-names.ts'
import { TableFrame } from '../../data/table-frame.tsx'
import { commonTexts } from '../../../texts/common.ts'
import { splitTexts } from '../texts.ts'

/**
 * Shows how rows were held out, and the class shares of both sides; nothing for a run of an older
 * version.
 */
export function SplitSection({ run }: { readonly run: RunDetail }) {
  const texts = useTexts()
  const { t, percent } = texts
  const names = useNames()
  const split = useSplit(run).data
  if (split == null) return null
  return (
    <section className="stack" aria-labelledby="split-title">
      <h2 id="split-title">{t(splitTexts.title)}</h2>
      <p className="soft measure">{sentencesOf(split, texts).join(' ')}</p>
      <TableFrame label={t(splitTexts.shares)}>
        <thead>
          <tr>
            <th scope="col">{t(commonTexts.class)}</th>
            <th scope="col" className="num">
              {t(splitTexts.train, { rows: split.train.rows })}
            </th>
            <th scope="col" className="num">
              {t(splitTexts.heldOut, { rows: split.held_out.rows })}
            </th>
          </tr>
        </thead>
        <tbody>
          {split.classes.map((row) => (
            <tr key={row.class}>
              <th scope="row">{names.class(row.class)}</th>
              <td className="num">{percent(row.train, 1)}</td>
              <td className="num">{percent(row.held_out, 1)}</td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </section>
  )
}

function sentencesOf({ kind, entity, copies, time }: SplitReport, { t, local, language }: Texts): string[] {
  const nameOf = (label: LocalizedText | undefined | null): string => (label == null ? '' : local(label))
  const places = {
    entity: nameOf(entity),
    time: nameOf(time?.label),
    from: formatLocalizedDate(time?.from ?? '', undefined, language),
  }
  const isAlone = entity === null && (kind === 'entity' || kind === 'rows')
  const leftOut = (['gap', 'missing', 'other_entities'] as const).flatMap((reason) => {
    const rows = time?.left_out[reason] ?? 0
    return rows === 0 ? [] : [t(splitTexts.leftOutRows[reason], { rows })]
  })
  return [
    isAlone ? t(splitTexts.content) : t(splitTexts.by[kind], places),
    ...(leftOut.length === 0 ? [] : [t(splitTexts.leftOut, { parts: leftOut.join(', ') })]),
    ...(copies === 0 ? [] : [t(splitTexts.copies, { copies })]),
  ]
}
