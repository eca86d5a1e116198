const adjectives = `
  amber bold brave bright calm clever cosmic crisp curious daring eager fancy fleet gentle
  golden grand happy honest humble jolly keen kind lively lucky mellow merry mighty modest
  nimble noble patient polite proud quick quiet rapid serene silver smart steady sunny swift
  tidy upbeat vivid warm wise witty young zesty
`
const animals = `
  badger bat bear beaver bee bison capybara cat cheetah crane crow deer dolphin dove duck eagle
  falcon finch fox frog goose hare hawk heron horse jaguar koala lark lion lynx macaw mole moose
  newt orca otter owl panda puma raven robin seal shrew sloth stork swan tapir tiger toucan
  turtle whale wolf wren zebra
`

/**
 * Returns a name that people can say, such as `quiet-otter-417`, for what was created without one.
 * @param randomInt returns a whole number from 0, below its argument
 */
export function createRandomName(randomInt: (limit: number) => number): string {
  const pick = (text: string): string => {
    const words = text.trim().split(/\s+/)
    return words[randomInt(words.length)] ?? ''
  }
  return `${pick(adjectives)}-${pick(animals)}-${randomInt(1000)}`
}
