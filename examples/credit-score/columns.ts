import { column, looseNumber, yearsAndMonths } from 'lapidary'
import {
  creditMixLabels,
  creditMixes,
  creditScoreLabels,
  creditScores,
  loanTypeLabels,
  loanTypes,
  months,
  occupationLabels,
  occupations,
  paymentBehaviourLabels,
  paymentBehaviours,
} from './categories.ts'

const dollars = { en: '$', 'pt-BR': 'US$' } as const
const percent = { en: '%', 'pt-BR': '%' } as const

/**
 * The 28 columns in the order of the file. Ranges accept every valid value and reject what was
 * injected into the file (an age of 8698 or -500, an interest rate of 5797 %, -100 loans): such a
 * cell becomes missing and is counted.
 */
export const columns = {
  ID: column.identifier({
    label: { en: 'Row', 'pt-BR': 'Linha' },
  }),
  Customer_ID: column.identifier({
    label: { en: 'Customer', 'pt-BR': 'Cliente' },
  }),
  // Orders the rows of a customer. As a feature it would lower the loss a little, but it does not
  // generalise to later months.
  Month: column.category({
    label: { en: 'Month', 'pt-BR': 'Mês' },
    categories: months,
    feature: false,
  }),
  Name: column.text({
    label: { en: 'Name', 'pt-BR': 'Nome' },
    personal: true,
  }),
  Age: column.integer({
    label: { en: 'Age', 'pt-BR': 'Idade' },
    unit: { en: 'years', 'pt-BR': 'anos' },
    min: 14,
    max: 90,
    parse: looseNumber,
    example: 33,
  }),
  SSN: column.text({
    label: { en: 'Social security number', 'pt-BR': 'Número de seguridade social' },
    missing: ['#F%$D@*&8'],
    personal: true,
  }),
  Occupation: column.category({
    label: { en: 'Occupation', 'pt-BR': 'Profissão' },
    categories: occupations,
    categoryLabels: occupationLabels,
    missing: ['_______'],
    constantWithinEntity: true,
    example: 'Engineer',
  }),
  Annual_Income: column.number({
    label: { en: 'Annual income', 'pt-BR': 'Renda anual' },
    help: {
      en: 'Before tax, all sources together.',
      'pt-BR': 'Antes dos impostos, somando todas as fontes.',
    },
    unit: dollars,
    min: 0,
    max: 250_000,
    parse: looseNumber,
    constantWithinEntity: true,
    example: 36_000,
  }),
  Monthly_Inhand_Salary: column.number({
    label: { en: 'Monthly take-home salary', 'pt-BR': 'Salário líquido mensal' },
    help: {
      en: 'What reaches the account each month. Leave empty if unknown.',
      'pt-BR': 'O que entra na conta todo mês. Deixe vazio se não souber.',
    },
    unit: dollars,
    min: 0,
    max: 25_000,
    constantWithinEntity: true,
    example: 3_000,
  }),
  Num_Bank_Accounts: column.integer({
    label: { en: 'Bank accounts', 'pt-BR': 'Contas bancárias' },
    help: {
      en: 'How many accounts the client holds, in any bank.',
      'pt-BR': 'Quantas contas o cliente tem, em qualquer banco.',
    },
    min: 0,
    max: 20,
    constantWithinEntity: true,
    example: 5,
  }),
  Num_Credit_Card: column.integer({
    label: { en: 'Credit cards', 'pt-BR': 'Cartões de crédito' },
    help: { en: 'Cards other than this bank’s included.', 'pt-BR': 'Inclui os cartões de outros bancos.' },
    min: 0,
    max: 20,
    constantWithinEntity: true,
    example: 5,
  }),
  Interest_Rate: column.integer({
    label: { en: 'Card interest rate', 'pt-BR': 'Juros do cartão' },
    help: { en: 'Yearly rate on the credit card.', 'pt-BR': 'Taxa anual cobrada no cartão de crédito.' },
    unit: percent,
    min: 0,
    max: 40,
    constantWithinEntity: true,
    example: 13,
  }),
  Num_of_Loan: column.integer({
    label: { en: 'Loans', 'pt-BR': 'Empréstimos' },
    help: {
      en: 'Loans taken from the bank and still open.',
      'pt-BR': 'Empréstimos tomados no banco e ainda em aberto.',
    },
    min: 0,
    max: 15,
    parse: looseNumber,
    constantWithinEntity: true,
    example: 3,
  }),
  Type_of_Loan: column.list({
    label: { en: 'Kinds of loan', 'pt-BR': 'Tipos de empréstimo' },
    help: {
      en: 'One for each loan; the same kind may come twice. Empty: the client has none.',
      'pt-BR': 'Um para cada empréstimo; o mesmo tipo pode se repetir. Vazio: o cliente não tem nenhum.',
    },
    categories: loanTypes,
    categoryLabels: loanTypeLabels,
    emptyMeansNone: true,
    constantWithinEntity: true,
    example: ['Auto Loan', 'Mortgage Loan', 'Personal Loan'],
  }),
  Delay_from_due_date: column.integer({
    label: { en: 'Average payment delay', 'pt-BR': 'Atraso médio dos pagamentos' },
    help: {
      en: 'Days after the due date; negative when paid before it.',
      'pt-BR': 'Dias depois do vencimento; negativo quando paga antes.',
    },
    unit: { en: 'days', 'pt-BR': 'dias' },
    min: -5,
    max: 90,
    example: 18,
  }),
  Num_of_Delayed_Payment: column.integer({
    label: { en: 'Late payments', 'pt-BR': 'Pagamentos atrasados' },
    help: {
      en: 'How many payments came late so far.',
      'pt-BR': 'Quantos pagamentos já atrasaram até agora.',
    },
    min: 0,
    max: 28,
    parse: looseNumber,
    example: 13,
  }),
  Changed_Credit_Limit: column.number({
    label: { en: 'Change of the card limit', 'pt-BR': 'Mudança no limite do cartão' },
    help: {
      en: 'Percentage change; negative when the limit fell.',
      'pt-BR': 'Variação percentual; negativa quando o limite caiu.',
    },
    unit: percent,
    min: -10,
    max: 40,
    missing: ['_'],
    example: 9.3,
  }),
  Num_Credit_Inquiries: column.integer({
    label: { en: 'Credit inquiries', 'pt-BR': 'Consultas de crédito' },
    help: {
      en: 'How often the client’s credit was looked up.',
      'pt-BR': 'Quantas vezes o crédito do cliente foi consultado.',
    },
    min: 0,
    max: 25,
    example: 5,
  }),
  Credit_Mix: column.category({
    label: { en: 'Credit mix', 'pt-BR': 'Composição do crédito' },
    help: {
      en: 'The bank’s rating of how varied and sound the client’s credits are.',
      'pt-BR': 'Avaliação do banco sobre a variedade e a qualidade dos créditos do cliente.',
    },
    categories: creditMixes,
    categoryLabels: creditMixLabels,
    missing: ['_'],
    constantWithinEntity: true,
    example: 'Standard',
  }),
  Outstanding_Debt: column.number({
    label: { en: 'Outstanding debt', 'pt-BR': 'Dívida em aberto' },
    help: { en: 'All that is still to be paid.', 'pt-BR': 'Tudo o que ainda falta pagar.' },
    unit: dollars,
    min: 0,
    max: 10_000,
    parse: looseNumber,
    constantWithinEntity: true,
    example: 1_160,
  }),
  Credit_Utilization_Ratio: column.number({
    label: { en: 'Use of the card limit', 'pt-BR': 'Uso do limite do cartão' },
    help: { en: 'Share of the credit limit in use.', 'pt-BR': 'Parte do limite de crédito em uso.' },
    unit: percent,
    min: 0,
    max: 100,
    example: 32.3,
  }),
  Credit_History_Age: column.integer({
    label: { en: 'Credit history', 'pt-BR': 'Histórico de crédito' },
    help: {
      en: 'Months since the client’s first credit; 18 years and 3 months are 219.',
      'pt-BR': 'Meses desde o primeiro crédito do cliente; 18 anos e 3 meses são 219.',
    },
    unit: { en: 'months', 'pt-BR': 'meses' },
    min: 0,
    max: 600,
    parse: yearsAndMonths,
    example: 219,
  }),
  Payment_of_Min_Amount: column.category({
    label: { en: 'Pays only the minimum', 'pt-BR': 'Paga só o mínimo' },
    help: {
      en: 'Whether the client pays only the minimum of the card bill.',
      'pt-BR': 'Se o cliente paga apenas o mínimo da fatura do cartão.',
    },
    categories: ['No', 'Yes'],
    categoryLabels: { No: { en: 'No', 'pt-BR': 'Não' }, Yes: { en: 'Yes', 'pt-BR': 'Sim' } },
    missing: ['NM'],
    constantWithinEntity: true,
    example: 'Yes',
  }),
  Total_EMI_per_month: column.number({
    label: { en: 'Loan instalments per month', 'pt-BR': 'Parcelas de empréstimos por mês' },
    help: {
      en: 'Sum of the instalments of all loans; 0 without loans.',
      'pt-BR': 'Soma das parcelas de todos os empréstimos; 0 se não há.',
    },
    unit: dollars,
    min: 0,
    max: 1_800,
    constantWithinEntity: true,
    example: 70,
  }),
  Amount_invested_monthly: column.number({
    label: { en: 'Invested per month', 'pt-BR': 'Investimento por mês' },
    unit: dollars,
    min: 0,
    max: 3_000,
    missing: ['__10000__'],
    example: 130,
  }),
  Payment_Behaviour: column.category({
    label: { en: 'Spending and payments', 'pt-BR': 'Gastos e pagamentos' },
    help: {
      en: 'How much the client spends, and the usual size of the payments.',
      'pt-BR': 'Quanto o cliente gasta e o tamanho usual dos pagamentos.',
    },
    categories: paymentBehaviours,
    categoryLabels: paymentBehaviourLabels,
    missing: ['!@9#%8'],
    example: 'Low_spent_Medium_value_payments',
  }),
  Monthly_Balance: column.number({
    label: { en: 'Left at the end of the month', 'pt-BR': 'Saldo no fim do mês' },
    help: {
      en: 'What remains after spending and investing.',
      'pt-BR': 'O que sobra depois de gastar e investir.',
    },
    unit: dollars,
    min: 0,
    max: 5_000,
    missing: ['__-333333333333333333333333333__'],
    example: 380,
  }),
  Credit_Score: column.category({
    label: { en: 'Credit score', 'pt-BR': 'Score de crédito' },
    categories: creditScores,
    categoryLabels: creditScoreLabels,
  }),
} as const
