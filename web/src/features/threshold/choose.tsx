import { RangeField } from '../../components/form/range-field.tsx'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { thresholdCurveTexts } from '../../components/evaluation/texts.ts'
import { ways, type Choice } from './use-choice.ts'
import { thresholdTexts } from './texts.ts'

interface ChooseProps {
  readonly choice: Choice
  /** Only the hand can choose without a curve. */
  readonly withCurve: boolean
  readonly positive: string
  /** What the threshold on trial would do, in words. */
  readonly words: string
}

/** The three ways to a threshold. */
export function Choose({ choice, withCurve, positive, words }: ChooseProps) {
  const { t, number } = useTexts()
  const { way, chosen } = choice
  return (
    <div className="stack">
      {withCurve && (
        <fieldset className="choices">
          <legend>{t(thresholdTexts.ways)}</legend>
          {ways.map((name) => (
            <label key={name}>
              <input type="radio" name="way" checked={way === name} onChange={() => choice.setWay(name)} />
              {t(thresholdTexts.way[name])}
            </label>
          ))}
        </fieldset>
      )}
      <Wish choice={choice} positive={positive} words={words} />
      {way !== 'hand' && (
        <p className="chosen" role="status">
          {chosen === null
            ? t(thresholdTexts.unreached)
            : t(thresholdTexts.chosen, { threshold: number(chosen) })}
        </p>
      )}
    </div>
  )
}

/** The one number that the way asks for. */
function Wish({ choice, positive, words }: Pick<ChooseProps, 'choice' | 'positive' | 'words'>) {
  const { t, number, percent } = useTexts()
  const { way, chosen, recall, cost } = choice
  if (way === 'recall') {
    const label = t(thresholdTexts.recall, { class: positive })
    return (
      <RangeField
        name="recall"
        label={label}
        numberLabel={label}
        hint={t(thresholdTexts.recallHint)}
        value={rounded(recall * 100)}
        min={1}
        max={100}
        step={1}
        unit="%"
        valueText={`${percent(recall, 0)}. ${words}`}
        onChange={(value) => choice.setRecall(value / 100)}
      />
    )
  }
  if (way === 'cost') {
    const label = t(thresholdTexts.cost, { class: positive })
    return (
      <RangeField
        name="cost"
        label={label}
        numberLabel={label}
        hint={t(thresholdTexts.costHint)}
        value={cost}
        min={0.1}
        max={50}
        step={0.1}
        valueText={`${number(cost)}. ${words}`}
        onChange={choice.setCost}
      />
    )
  }
  return (
    <RangeField
      name="threshold"
      label={t(thresholdCurveTexts.threshold)}
      numberLabel={t(thresholdTexts.number)}
      value={rounded(chosen ?? 0)}
      min={0}
      max={1}
      step={0.01}
      valueText={`${number(chosen ?? 0)}. ${words}`}
      onChange={choice.setByHand}
    />
  )
}

/** Without the dust of binary fractions, which the box would show. */
const rounded = (value: number): number => Number(value.toFixed(6))
