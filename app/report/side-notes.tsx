/** The parts of a report that say under which conditions it came about. */
import { FINDING_HELP, type ReportDrawdown, type RunReport } from '../../engine/sdk'
import { formatCount, formatMoney, formatNumber, formatPercent, gainClass } from '../ui/format'
import { Empty } from '../ui/notice'

const day = (iso: string) => iso.slice(0, 10)

function Fall({ title, span }: { readonly title: string; readonly span: ReportDrawdown | null }) {
  return (
    <div>
      <dt className="text-xs text-faint">{title}</dt>
      <dd>
        {span ? (
          <>
            <span className="text-bad">{formatPercent(span.depth)}</span> over{' '}
            {formatNumber(span.days, span.days < 10 ? 1 : 0)} days, from {day(span.peakAt)} (lowest {day(span.troughAt)}
            ) {span.recoveredAt ? `to ${day(span.recoveredAt)}` : 'and not recovered at the end'}
          </>
        ) : (
          'None: equity never fell.'
        )}
      </dd>
    </div>
  )
}

export function Drawdowns({ drawdowns }: Pick<RunReport, 'drawdowns'>) {
  return (
    <dl className="grid gap-2">
      <Fall title="Deepest" span={drawdowns.deepest} />
      <Fall title="Longest" span={drawdowns.longest} />
    </dl>
  )
}

export function InstrumentTable({ perInstrument }: Pick<RunReport, 'perInstrument'>) {
  const rows = Object.entries(perInstrument)
  if (rows.length === 0) return <Empty title="Nothing was traded." />
  const heads = ['P&L', 'Realized', 'Unrealized', 'Fees', 'Trades', 'Win rate', 'Fills', 'Value traded']
  return (
    <table className="data-table">
      <thead>
        <tr>
          <th>Instrument</th>
          {heads.map((head) => (
            <th key={head} className="num">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([symbol, one]) => (
          <tr key={symbol}>
            <td>{symbol}</td>
            <td className={`num ${gainClass(one.pnl)}`}>{formatMoney(one.pnl)}</td>
            <td className="num">{formatMoney(one.realized)}</td>
            <td className="num">{formatMoney(one.unrealized)}</td>
            <td className="num">{formatMoney(one.fees)}</td>
            <td className="num">{formatCount(one.trades)}</td>
            <td className="num">{formatPercent(one.winRate, 1)}</td>
            <td className="num">{formatCount(one.fills)}</td>
            <td className="num">{formatMoney(one.traded)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function Terms({ terms }: Pick<RunReport, 'terms'>) {
  const gateways = Object.entries(terms)
  if (gateways.length === 0) return <Empty title="No simulated venue told its terms." />
  return (
    <div className="grid gap-3">
      {gateways.map(([node, lines]) => (
        <div key={node}>
          <h3 className="pb-1 text-xs text-faint">{node}</h3>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5">
            {lines.map(({ label, value }) => (
              <div key={label} className="contents">
                <dt className="text-muted">{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </div>
  )
}

export function DataChecks({ dataChecks }: Pick<RunReport, 'dataChecks'>) {
  if (dataChecks.length === 0) return <Empty title="The data of this run was generated, or was not checked." />
  return (
    <div className="grid gap-3">
      {dataChecks.map(({ node, dataset, rows, findings }) => (
        <div key={node}>
          <h3 className="pb-1">
            {dataset} <span className="text-xs text-faint">{`node ${node}, ${formatCount(rows)} rows`}</span>
          </h3>
          {findings.length === 0 && <p className="text-muted">Nothing odd was found.</p>}
          <ul className="grid gap-1">
            {findings.map(({ sort, symbol, count, example }) => (
              <li key={`${sort}/${symbol}`}>
                <span className="text-warn">{`${symbol}: ${sort} × ${formatCount(count)}`}</span>
                <span className="block text-xs text-faint">{`${FINDING_HELP[sort]}; first: ${example}`}</span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}
