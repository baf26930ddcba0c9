/** `npx patchbay …`: the command line of INTERFACES. Results go to stdout, everything else to stderr. */
import { Command } from 'commander'
import { MANIFESTS } from '../../nodes/manifests'
import { CALENDAR_IDS } from '../sdk'
import { lookaheadCommand, warmupCommand } from './audit-commands'
import { backtestCommand } from './backtest-command'
import { checkCommand } from './check-command'
import { compareRuns } from './compare-command'
import { dataCheckCommand, importCommand, listCommand } from './data-command'
import { exportRun } from './export-command'
import { fileWords, isFileError } from './file-words'
import { describeKinds, printKinds } from './nodes-command'
import { countOf, days, share, unitsOf, wholeNumber } from './option-values'
import { pairsCommand } from './pairs-command'
import { parityCommand } from './parity-command'
import { rerunCommand } from './rerun-command'
import { runCommand } from './run-command'
import { type SweepOptions, sweepCommand, type WalkForwardOptions, walkForwardCommand } from './sweep-command'
import { CommandError } from './topology-file'

const print = (text: string): void => void process.stdout.write(`${text}\n`)
const collect = (value: string, all: string[]) => [...all, value]
/** What a sweep and a walk-forward have in common. */
const withSearch = (command: Command) =>
  command
    .option(
      '--vary <node.param=from:to:step>',
      'vary a parameter: a range, or a list a,b,c (may be given several times)',
      collect,
      [],
    )
    .option('--method <grid|random|bayesian>', 'all combinations, some by chance, or where it looks best', 'grid')
    .option('--trials <n>', 'random and bayesian: how many (100)', countOf)
    .option('--objective <statistic>', 'what is to be best', 'sharpe')
    .option('--minimize', 'less of it is better')
    .option('--set <node.param=value>', 'set a parameter (may be given several times)', collect, [])
    .option('--seed <n>', 'seed of every random stream', wholeNumber, 1)
    .option('--workers <n>', 'threads (one a core)', countOf)
    .option('--out <dir>', 'write sweep.json, results.jsonl, results.csv; goes on where the same sweep stood')
    .option('--json', 'print the results alone')

const program = new Command('patchbay').description('Draw a strategy, run the drawing.').showHelpAfterError()

program
  .command('check FILE')
  .description('types, parameters, loops and guard proof; one line a problem')
  .option('--mode <mode>', 'the mode it is meant for: paper needs sources that bring live data')
  .action(async (file: string, options: { mode?: string }) => {
    const { lines, ok } = await checkCommand(file, options.mode)
    print(lines)
    if (!ok) process.exitCode = 1
  })

program
  .command('backtest FILE')
  .description('run it on recorded data and print the summary')
  .option('--out <dir>', 'write report.json, orders.jsonl, fills.jsonl, trades.csv, equity.csv, report.html')
  .option('--set <node.param=value>', 'set a parameter (may be given several times)', collect, [])
  .option('--seed <n>', 'seed of every random stream', wholeNumber, 1)
  .option('--benchmark <symbol>', 'an instrument of the run to measure it against (the traded ones, in equal parts)')
  .option('--json', 'print the report alone')
  .action(async (file: string, options) => print(await backtestCommand(file, options)))

program
  .command('run FILE')
  .description('run it headless, over node processes; a replay ends with its data')
  .requiredOption('--mode <mode>', 'replay, or paper: live data and simulated fills, until Ctrl-C')
  .option('--for <seconds>', 'paper: stop after so long', countOf)
  .option('--speed <n|max>', 'replay: times real time', 'max')
  .option('--out <dir>', 'copy the results here')
  .option('--set <node.param=value>', 'set a parameter (may be given several times)', collect, [])
  .option('--seed <n>', 'seed of every random stream', wholeNumber, 1)
  .action(async (file: string, options) => print(await runCommand(file, options)))

program
  .command('rerun DIR')
  .description('runs the journals of a paper run again; prints the first divergence, if any')
  .action(async (dir: string) => {
    const { lines, same } = await rerunCommand(dir)
    print(lines)
    if (!same) process.exitCode = 1
  })

program
  .command('parity FILE')
  .description('backtest and replay of the same file; prints the first divergence, if any')
  .option('--out <dir>', 'keep both results here')
  .option('--seed <n>', 'seed of every random stream', wholeNumber, 1)
  .action(async (file: string, options) => {
    const { lines, same } = await parityCommand(file, options)
    print(lines)
    if (!same) process.exitCode = 1
  })

withSearch(program.command('sweep FILE'))
  .description('run it with other parameters, over all cores; print the best and what lies around them')
  .action(async (file: string, options: SweepOptions) => print(await sweepCommand(file, options)))

withSearch(program.command('walkforward FILE'))
  .description('choose parameters in one stretch of the data and try them on the next, again and again')
  .option('--windows <n>', 'how many stretches (5, or as many as fit)', countOf)
  .option('--in <days>', 'days with data in which they are chosen, such as 60d (three times --oos)', days)
  .option('--oos <days>', 'days with data on which they are tried', days)
  .option('--anchored', 'every stretch begins with the data')
  .action(async (file: string, options: WalkForwardOptions) => print(await walkForwardCommand(file, options)))

program
  .command('lookahead FILE')
  .description('changes all later data: every earlier decision must stay the same')
  .option('--cuts <n>', 'instants behind which the data is changed', countOf, 5)
  .option('--set <node.param=value>', 'set a parameter (may be given several times)', collect, [])
  .option('--seed <n>', 'seed of every random stream', wholeNumber, 1)
  .action(async (file: string, options) => {
    const { lines, ok } = await lookaheadCommand(file, options)
    print(lines)
    if (!ok) process.exitCode = 1
  })

program
  .command('warmup FILE')
  .description('varies the length of history: which features move, and how far')
  .option('--tolerance <share>', 'how far a number may move at its declared lookback (0.001 is 0.1 %)', share, 0.001)
  .option('--set <node.param=value>', 'set a parameter (may be given several times)', collect, [])
  .option('--seed <n>', 'seed of every random stream', wholeNumber, 1)
  .action(async (file: string, options) => {
    const { lines, ok } = await warmupCommand(file, options)
    print(lines)
    if (!ok) process.exitCode = 1
  })

program
  .command('compare DIR...')
  .description("several runs' statistics side by side")
  .action(async (dirs: string[]) => print(await compareRuns(dirs)))

program
  .command('export DIR')
  .description('the tables of a run (trades, orders, fills, equity, decisions, days, months) for notebooks')
  .option('--as <format>', 'csv or parquet', 'parquet')
  .option('--out <dir>', 'where to (DIR/tables if not given)')
  .action(async (dir: string, options: { as: string; out?: string }) => print(await exportRun(dir, options)))

const data = program.command('data').description('the store of market data')
data
  .command('import PATH...')
  .description('CSV, Parquet or LEAN zips into the store')
  .option('--as <dataset>', 'name of the dataset')
  .option('--tz <zone>', 'IANA zone of times that name none')
  .option('--label <start|end>', 'which side of a bar its time names', 'end')
  .option('--bar-seconds <n>', 'length of the bars, where the times themselves do not tell', countOf)
  .option('--calendar <id>', `whose holidays the instruments keep: ${CALENDAR_IDS.join(', ')}`)
  .option('--lot-size <units>', 'the smallest quantity that can be ordered (0.0001 for coins; 1 if not given)', unitsOf)
  .action(async (paths: string[], options) => print(await importCommand(paths, options)))
data
  .command('list')
  .description('what is there')
  .action(async () => print(await listCommand()))
data
  .command('check DATASET')
  .description('missing sessions, gaps, duplicates, outliers, stale and empty bars, crossed quotes')
  .action(async (name: string) => print(await dataCheckCommand(name)))

data
  .command('pairs DATASET [SYMBOL...]')
  .description('correlation, beta, half-life and cointegration of every pair, the likeliest to come back first')
  .option('--from <day>', 'first day')
  .option('--to <day>', 'last day')
  .action(async (name: string, symbols: string[], options) => print(await pairsCommand(name, symbols, options)))

program
  .command('nodes')
  .description('every kind with its ports and params')
  .option('--json', 'with the JSON Schema of the params')
  .action((options: { json?: boolean }) =>
    print(options.json ? JSON.stringify(describeKinds(MANIFESTS), null, 2) : printKinds(MANIFESTS)),
  )

try {
  await program.parseAsync()
} catch (error) {
  const isForPeople = error instanceof CommandError || process.env.PATCHBAY_DEBUG === undefined
  const words = isFileError(error) ? fileWords(error.path, error) : (error as Error).message
  process.stderr.write(`${isForPeople && error instanceof Error ? words : String((error as Error).stack)}\n`)
  process.exitCode = 1
}
