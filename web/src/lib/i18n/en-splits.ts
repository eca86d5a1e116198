/** Texts about how rows were held out and measured. */
export const enSplits = {
  'split.title': 'How rows were held out',
  'split.entity': 'By {entity}: all rows of one value are always on the same side.',
  'split.content': 'By the content of the rows, in equal shares of each class; equal rows are on the same side.',
  'split.rows': 'By rows, so that rows of one {entity} are on both sides: every metric here is too good.',
  'split.time': 'By {time}: rows from {from} on are held out, and training has earlier ones only.',
  'split.entity-time':
    'By {entity} and {time}: rows from {from} on of a fifth of them are held out, and training has earlier rows of the others.',
  'split.leftOut': 'On neither side: {parts}.',
  'split.leftOut.gap': '{rows|row|rows} in the gap',
  'split.leftOut.missing': '{rows|row|rows} without a time',
  'split.leftOut.other_entities': '{rows|row|rows} of entities of the other side',
  'split.copies': '{copies|row|rows} equal to others in all but the target, kept on one side together.',
  'split.shares': 'Shares of the classes',
  'split.train': 'Training ({rows|row|rows})',
  'split.heldOut': 'Held out ({rows|row|rows})',
  'windows.title': 'By time',
  'windows.help':
    'The held-out time in {windows|part|parts}, each predicted by the same model. Values that get worse from part to part indicate that the model ages.',
  'windows.time': 'Time',
  'evaluation.metricsHelpRepeated':
    'Measured on all {rows|row|rows} of {entities|entity|entities}, {repeats|time|times} in {folds} folds: each was predicted by models that had not seen it. Values are means; the tables and curves below show the first repeat. The interval draws the entities anew; it does not cover that other training rows would give another model.',
  'repeats.title': 'How sure this is',
  'repeats.help':
    'The training side once more: {folds} folds, {repeats} times over, so that each of {rows} rows of {entities} entities was measured {repeats} times by models that had not seen it. The settings of the model were chosen on the same rows, so these numbers may be a little too good; the held-out ones are not.',
  'repeats.helpAll':
    'How far {repeats|repeat|repeats} lie apart, and beside them {heldOut|held-out row|held-out rows} that this model itself was not trained on.',
  'repeats.mean': 'Mean',
  'repeats.range': 'Lowest and highest of the repeats',
  'repeats.heldOut': 'Held-out rows alone',
} as const satisfies Record<string, string>
