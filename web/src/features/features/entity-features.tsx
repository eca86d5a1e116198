import { Badge } from '../../components/badge.tsx'
import { Loading } from '../../components/loading.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { TableFrame } from '../../components/data/table-frame.tsx'
import type { EntityFeaturesInfo } from 'lapidary/client'
import type { Texts } from '../../lib/i18n/format.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useNames } from '../../lib/use-names.ts'
import { commonTexts } from '../../texts/common.ts'
import { useEntityFeatures } from './queries.ts'
import { featuresTexts } from './texts.ts'

/**
 * The values of one entity, view by view, with how old they are and whether predictions still use
 * them.
 */
export function EntityFeatures({ entity }: { readonly entity: string }) {
  const { t } = useTexts()
  const features = useEntityFeatures(entity)
  return (
    <section className="stack" aria-labelledby="entity-title">
      <h2 id="entity-title">{t(featuresTexts.of, { entity })}</h2>
      {features.isPending && <Loading />}
      {features.isError && <ProblemBanner error={features.error} retry={() => void features.refetch()} />}
      {features.data?.views.every(({ since }) => since === null) === true && (
        <p role="status">{t(featuresTexts.unknown, { entity })}</p>
      )}
      {features.data?.views.some(({ since }) => since !== null) === true && (
        <div className="thirds">
          {features.data.views.map((values) => (
            <ViewValues key={values.view} values={values} />
          ))}
        </div>
      )}
    </section>
  )
}

function ViewValues({ values }: { readonly values: EntityFeaturesInfo['views'][number] }) {
  const texts = useTexts()
  const { t, dateTime, duration } = texts
  const { since, age_seconds: age, expired } = values
  const names = useNames()
  return (
    <section className="stack" aria-label={values.view}>
      <h3 className="row tight">
        <code>{values.view}</code>
        {expired && <Badge tone="danger">{t(featuresTexts.expired)}</Badge>}
      </h3>
      {since === null || age === null ? (
        <p className="soft">{t(featuresTexts.notInView)}</p>
      ) : (
        <>
          <p className="soft small">
            {t(featuresTexts.since, { when: dateTime(since), age: duration(age * 1000) })}
          </p>
          {expired && <p className="small">{t(featuresTexts.expiredHelp)}</p>}
          <TableFrame label={values.view}>
            <thead>
              <tr>
                <th scope="col">{t(featuresTexts.feature)}</th>
                <th scope="col" className="num">
                  {t(featuresTexts.value)}
                </th>
              </tr>
            </thead>
            <tbody>
              {values.features.map(({ name, value }) => (
                <tr key={name} data-expired={expired || undefined}>
                  <th scope="row">{names.column(name)}</th>
                  <td className="num">{valueText(value, texts)}</td>
                </tr>
              ))}
            </tbody>
          </TableFrame>
        </>
      )}
    </section>
  )
}

function valueText(value: number | string | boolean | null, { t, value: valueOf }: Texts): string {
  if (value === null) return '—'
  if (typeof value === 'number') return valueOf(value)
  return typeof value === 'boolean' ? t(value ? commonTexts.yes : commonTexts.no) : value
}
