import { useState } from 'react'
import { thresholdForCost, thresholdForRecall, type CurveSide } from '../../lib/runs/threshold.ts'

export const ways = ['hand', 'recall', 'cost'] as const
export type Way = (typeof ways)[number]

/** A threshold on trial, found in one of three ways; nothing of it takes effect. */
export function useChoice(inForce: number, side: CurveSide | undefined) {
  const [way, setWay] = useState<Way>('hand')
  /** Null until somebody touches it: then it follows what is in force. */
  const [byHand, setByHand] = useState<number | null>(null)
  const [recall, setRecall] = useState(0.9)
  const [cost, setCost] = useState(5)
  const chosen =
    way === 'hand' || side === undefined
      ? (byHand ?? inForce)
      : way === 'recall'
        ? thresholdForRecall(side, recall)
        : thresholdForCost(side, cost)
  return {
    way,
    recall,
    cost,
    /** Null when no threshold fulfils the wish. */
    chosen,
    setRecall,
    setCost,
    setByHand,
    setWay: (next: Way): void => {
      if (next === 'hand') setByHand(chosen ?? inForce) // the hand goes on from what the other way found
      setWay(next)
    },
    /** Back to what is in force. */
    reset: (): void => {
      setWay('hand')
      setByHand(null)
    },
  }
}

export type Choice = ReturnType<typeof useChoice>
