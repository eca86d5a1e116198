/** How sure a prediction is, by how far its probability is from even odds. */
export function confidenceOf(probability: number): 'alta' | 'média' | 'baixa' {
  const distance = Math.abs(probability - 0.5)
  if (distance >= 0.3) return 'alta'
  return distance >= 0.15 ? 'média' : 'baixa'
}

/** To six decimals, as the API shows probabilities. */
export function sixDecimals(probability: number): number {
  return Number(probability.toFixed(6))
}
