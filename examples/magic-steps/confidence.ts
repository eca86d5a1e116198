/** Confidence of a prediction, by the distance of its probability from 0.5. */
export function confidenceOf(probability: number): 'alta' | 'média' | 'baixa' {
  const distance = Math.abs(probability - 0.5)
  if (distance >= 0.3) return 'alta'
  return distance >= 0.15 ? 'média' : 'baixa'
}

/** Rounds to six decimals, as the API shows probabilities. */
export function sixDecimals(probability: number): number {
  return Number(probability.toFixed(6))
}
