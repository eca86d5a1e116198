import { getRouteApi, Link } from '@tanstack/react-router'
import { EvaluationView } from '../../components/evaluation/evaluation-view.tsx'
import { Badge } from '../../components/badge.tsx'
import { Facts } from '../../components/data/facts.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useApi } from '../../lib/use-api.tsx'
import type { RunDetail } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { metricColumns, metricLabel, metricText } from '../../lib/runs/metrics.ts'
import { useRun } from '../../lib/queries.ts'
import { badgeTexts, commonTexts, learnerTexts, runStatusTexts } from '../../texts/common.ts'
import { runTexts } from './texts.ts'
import './styles.css'

const route = getRouteApi('/runs/$runId')

export function RunPage() {
  const { t, lookUp } = useTexts()
  const { runId } = route.useParams()
  const run = useRun(runId)
  return (
    <>
      <p className="crumb">
        <Link to="/runs">← {t(runTexts.all)}</Link>
      </p>
      <PageHead title={run.data === undefined ? t(commonTexts.run) : lookUp(learnerTexts, run.data.name)} />
      {run.isPending && <Loading />}
      {run.isError && <ProblemBanner error={run.error} retry={() => void run.refetch()} />}
      {run.data !== undefined && <RunView run={run.data} />}
    </>
  )
}

function RunView({ run }: { readonly run: RunDetail }) {
  const texts = useTexts()
  const { t, lookUp, dateTime, duration } = texts
  // What an evaluation says with intervals is not said again without them.
  const shown = metricColumns([run]).filter(
    (name) => run.evaluation === null || !/^(baseline|oof|held_out|window_\d+)_/.test(name),
  )
  return (
    <div className="sections">
      <div className="stack">
        <p className="row">
          <Badge tone={run.status === 'failed' || run.status === 'interrupted' ? 'danger' : 'plain'}>
            {t(runStatusTexts[run.status])}
          </Badge>
          {run.tags['synthetic'] === 'true' && <Badge tone="pyrite">{t(badgeTexts.synthetic)}</Badge>}
          {run.tags['leaking'] === 'true' && <Badge tone="danger">{t(badgeTexts.leaking)}</Badge>}
        </p>
        <Facts
          items={[
            { label: t(runTexts.experiment), value: run.experiment },
            { label: t(commonTexts.started), value: dateTime(run.started_at) },
            {
              label: t(commonTexts.duration),
              value:
                run.ended_at === null ? '—' : duration(Date.parse(run.ended_at) - Date.parse(run.started_at)),
            },
            { label: t(runTexts.id), value: <code>{run.run_id}</code> },
          ]}
        />
      </div>
      <div className="thirds">
        <Pairs
          title={t(runTexts.params)}
          pairs={Object.entries(run.params).map(([name, value]) => [name, lookUp(learnerTexts, value)])}
        />
        <Pairs
          title={t(runTexts.metrics)}
          pairs={shown.map((name) => [metricLabel(name, texts), metricText(name, run.metrics, 4, texts)])}
        />
        <Pairs title={t(runTexts.tags)} pairs={Object.entries(run.tags)} />
      </div>
      {run.evaluation !== null && <EvaluationView run={run} />}
      <Artifacts run={run} />
    </div>
  )
}

function Pairs({
  title,
  pairs,
}: {
  readonly title: string
  readonly pairs: readonly (readonly [string, string])[]
}) {
  const { t } = useTexts()
  return (
    <div className="stack">
      <h2>{title}</h2>
      {pairs.length === 0 ? (
        <p className="soft">{t(commonTexts.none)}</p>
      ) : (
        <dl className="pairs">
          {pairs.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}

function Artifacts({ run }: { readonly run: RunDetail }) {
  const { t, bytes } = useTexts()
  const api = useApi()
  if (run.artifacts.length === 0) return null
  return (
    <section className="stack" aria-labelledby="artifacts-title">
      <h2 id="artifacts-title">{t(runTexts.artifacts)}</h2>
      <ul className="plain artifacts">
        {run.artifacts.map(({ path, bytes: size, sha256 }) => (
          <li key={path}>
            <a
              href={api.artifactUrl(run.run_id, path)}
              target="_blank"
              rel="noreferrer"
              title={`SHA-256 ${sha256}`}
            >
              {path}
            </a>
            <span className="soft">{bytes(size)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
