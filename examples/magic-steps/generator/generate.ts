import { type GenerateOptions, type SeededRandom, seededRandom } from 'lapidary'
import { turmas } from '../categories.ts'
import { apportion, logistic, pick } from './draw.ts'
import { drawStudent, type Student } from './student.ts'

/** The headings of the sheet that the project reads, in the order of the sheet. */
const headings =
  'RA,Fase,Turma,Nome,Idade 22,Gênero,Ano ingresso,Pedra 20,Pedra 21,Pedra 22,INDE 22,Cg,Cf,Ct,Nº Av,IAA,IEG,IPS,IDA,Atingiu PV,IPV,IAN,Defas'

/**
 * Number of students of the real sheet, which limits the rankings. A longer table consists of
 * several such schools.
 */
const schoolSize = 860
const phaseWeights = [190, 192, 155, 148, 76, 60, 18, 21]
/** Minimum and maximum size of a class; the last one may be smaller. */
const classSizes = [10, 18] as const
const reachedShare = 0.16

interface Ranked extends Student {
  readonly places: readonly [overall: number, phase: number, turma: number]
  readonly reached: boolean
}

/**
 * Generates synthetic students in the form of the sheet PEDE2022, as CSV text in chunks. The same
 * seed gives the same text. It uses ranges, shares and dependencies of the real sheet, and none of
 * its rows.
 */
export function* generate({ rows, seed }: GenerateOptions): Iterable<string> {
  const random = seededRandom(seed, 'magic-steps')
  yield `${headings}\n`
  for (let first = 0; first < rows; first += schoolSize) {
    const school = rankSchool(random, drawSchool(random, Math.min(schoolSize, rows - first)))
    yield school.map((student, i) => lineOf(random, student, first + i + 1)).join('')
  }
}

function drawSchool(random: SeededRandom, size: number): Student[] {
  return apportion(size, phaseWeights).flatMap((count, fase) => {
    const students: Student[] = []
    for (let turma = 0; students.length < count; turma++) {
      const places = classSizes[0] + random.integer(classSizes[1] - classSizes[0] + 1)
      const letter = turmas[(4 * fase + turma) % turmas.length] as string
      for (let place = 0; place < places && students.length < count; place++)
        students.push(drawStudent(random, fase, letter))
    }
    return students
  })
}

/** Ranks all students by INDE, and assigns the turning point to the share that is nearest to it. */
function rankSchool(random: SeededRandom, students: readonly Student[]): Ranked[] {
  const byInde = students
    .map((_, i) => i)
    .sort((a, b) => (students[b] as Student).inde - (students[a] as Student).inde || a - b)
  const counts = new Map<string, number>()
  const places = new Map<number, [number, number, number]>()
  for (const i of byInde) {
    const { fase, turma } = students[i] as Student
    const next = (key: string): number => {
      const place = (counts.get(key) ?? 0) + 1
      counts.set(key, place)
      return place
    }
    places.set(i, [next('all'), next(`${fase}`), next(`${fase}${turma}`)])
  }
  const nearness = students.map((student) => logitOf(student) + logistic(random))
  const reached = new Set(
    students
      .map((_, i) => i)
      .sort((a, b) => (nearness[b] as number) - (nearness[a] as number) || a - b)
      .slice(0, Math.round(students.length * reachedShare)),
  )
  return students.map((student, i) => ({
    ...student,
    places: places.get(i) as [number, number, number],
    reached: reached.has(i),
  }))
}

/** Score of the turning point: mostly the teachers' indicator (IPV), then the student's results. */
function logitOf({ ipv, inde, ida, ieg, ips, defasagem }: Student): number {
  return (
    1.7 * (ipv - 7.3) +
    0.4 * (inde - 7) +
    0.2 * (ida - 6) +
    0.3 * (ieg - 8) +
    0.1 * (ips - 7) +
    0.1 * defasagem
  )
}

/**
 * Formats one line of the sheet: accents vary by year, and some stones are empty.
 */
function lineOf(random: SeededRandom, student: Ranked, number: number): string {
  const {
    fase,
    turma,
    idade,
    menina,
    entry,
    inde,
    places,
    avaliacoes,
    iaa,
    ieg,
    ips,
    ida,
    reached,
    ipv,
    ian,
    defasagem,
  } = student
  const [first, second] = student.before
  const id = `S-${String(number).padStart(5, '0')}`
  const stones = [oldStone(random, first), oldStone(random, second), stoneOf(inde)]
  const who = [
    id,
    fase,
    turma.toUpperCase(),
    `Estudante ${number}`,
    idade,
    menina ? 'Menina' : 'Menino',
    entry,
  ]
  const how = [inde, ...places, avaliacoes, iaa, ieg, ips, ida, reached ? 'Sim' : 'Não', ipv, ian, defasagem]
  return `${[...who, ...stones, ...how].join(',')}\n`
}

function oldStone(random: SeededRandom, inde: number | null): string {
  if (inde === null) return ''
  const dirt = pick(random, [0.985, 0.005, 0.005, 0.005])
  return dirt === 0 ? stoneOf(inde).replace('Á', 'A') : (['#N/A', '#NULO!', 'INCLUIR'][dirt - 1] as string)
}

/** Edges of the stones, as the NGO publishes them. */
function stoneOf(inde: number): string {
  if (inde < 5.506) return 'Quartzo'
  if (inde < 6.868) return 'Ágata'
  return inde < 8.23 ? 'Ametista' : 'Topázio'
}
