/** The classes of the target. */
const outcomes = ['Não', 'Sim'] as const

/** The class that a prediction of 0 stands for, and the one of 1. */
export const [notReached, reached] = outcomes
