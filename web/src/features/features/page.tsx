import { getRouteApi } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { Badge } from '../../components/badge.tsx'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/form/button.tsx'
import { Field } from '../../components/form/field.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { TableFrame } from '../../components/data/table-frame.tsx'
import type { FeatureViewsInfo } from 'lapidary/client'
import { maxEntityLength } from '../../lib/entity.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useFeatureViews, useProject } from '../../lib/queries.ts'
import { useNames } from '../../lib/use-names.ts'
import { commonTexts } from '../../texts/common.ts'
import { EntityFeatures } from './entity-features.tsx'
import { featuresSearch } from './search.ts'
import { featuresTexts } from './texts.ts'
import './styles.css'

const route = getRouteApi('/features')

/** The feature store: what is declared, how fresh it is, and the values of one entity. */
export function FeaturesPage() {
  const { t } = useTexts()
  const info = useFeatureViews(true, 15_000)
  const { entity } = route.useSearch()
  return (
    <>
      <PageHead lead={t(featuresTexts.lead)} />
      {info.isPending && <Loading />}
      {info.isError && <ProblemBanner error={info.error} retry={() => void info.refetch()} />}
      {info.data?.views.length === 0 && <p>{t(featuresTexts.none)}</p>}
      {info.data !== undefined && info.data.views.length > 0 && (
        <div className="sections">
          <div className="stack-l">
            <Store store={info.data.store} />
            <Lookup key={entity} entity={entity} />
          </div>
          {entity !== undefined && <EntityFeatures entity={entity} />}
          <Views views={info.data.views} />
        </div>
      )}
    </>
  )
}

function Store({ store }: Pick<FeatureViewsInfo, 'store'>) {
  const { t } = useTexts()
  if (store === null) return null
  return (
    <>
      <p className="row">
        <span>
          {t(featuresTexts.store)}: <strong>{store.kind}</strong>
        </span>
        <Badge tone={store.reachable ? 'accent' : 'danger'}>
          {t(store.reachable ? featuresTexts.reachable : featuresTexts.unreachable)}
        </Badge>
      </p>
      {!store.reachable && (
        <Banner tone="warning">
          <p>{t(featuresTexts.unreachableHelp)}</p>
        </Banner>
      )}
    </>
  )
}

function Lookup({ entity }: { readonly entity: string | undefined }) {
  const { t, local } = useTexts()
  const navigate = route.useNavigate()
  const field = useProject().data?.entity_field
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    void navigate({ search: featuresSearch(Object.fromEntries(new FormData(event.currentTarget))) })
  }
  return (
    <form className="lookup" onSubmit={submit} aria-label={t(featuresTexts.lookup)}>
      <Field label={field == null ? t(featuresTexts.lookup) : local(field.label)}>
        {(input) => (
          <input
            {...input}
            name="entity"
            autoComplete="off"
            maxLength={maxEntityLength}
            defaultValue={entity ?? ''}
          />
        )}
      </Field>
      <Button look="primary" type="submit">
        {t(commonTexts.show)}
      </Button>
    </form>
  )
}

function Views({ views }: Pick<FeatureViewsInfo, 'views'>) {
  const { t, dateTime, duration } = useTexts()
  const names = useNames()
  return (
    <section className="stack" aria-labelledby="views-title">
      <h2 id="views-title">{t(featuresTexts.views)}</h2>
      <TableFrame label={t(featuresTexts.views)}>
        <thead>
          <tr>
            <th scope="col">{t(featuresTexts.view)}</th>
            <th scope="col">{t(featuresTexts.key)}</th>
            <th scope="col">{t(featuresTexts.ttl)}</th>
            <th scope="col">{t(featuresTexts.materialized)}</th>
            <th scope="col">{t(featuresTexts.features)}</th>
          </tr>
        </thead>
        <tbody>
          {views.map((view) => (
            <tr key={view.name}>
              <th scope="row" className="nowrap">
                <code>{view.name}</code>
                <span className="note">{view.entity}</span>
              </th>
              <td className="nowrap">
                <code>{view.join_key}</code>
              </td>
              <td className="nowrap">
                {view.ttl === null ? t(featuresTexts.forever) : duration(view.ttl * 1000)}
              </td>
              <td className="nowrap">
                {view.materialized_until === null ? (
                  <Badge tone="pyrite">{t(featuresTexts.never)}</Badge>
                ) : (
                  dateTime(view.materialized_until)
                )}
              </td>
              <td className="wide">
                <details className="numbers">
                  <summary>{view.features.length}</summary>
                  <ul className="plain">
                    {view.features.map((feature) => (
                      <li key={feature.name}>
                        {names.column(feature.name)} <span className="soft">({feature.type})</span>
                      </li>
                    ))}
                  </ul>
                </details>
              </td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </section>
  )
}
