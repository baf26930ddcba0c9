/** The icons kinds may name in their manifests, by lucide's names: an explicit list, so that only these are shipped. */
import {
  Activity,
  Bot,
  Box,
  Boxes,
  CandlestickChart,
  ChartCandlestick,
  ChartLine,
  ChartNoAxesCombined,
  Database,
  Dices,
  DoorOpen,
  FlaskConical,
  Gauge,
  GitCompareArrows,
  Landmark,
  Layers,
  LogIn,
  LogOut,
  type LucideIcon,
  Scale,
  Send,
  Shield,
  ShieldCheck,
  Sigma,
  SplinePointer,
  Split,
  TrendingUp,
  Waves,
  Waypoints,
} from 'lucide-react'

const ICONS: Readonly<Record<string, LucideIcon>> = {
  activity: Activity,
  bot: Bot,
  boxes: Boxes,
  'candlestick-chart': CandlestickChart,
  'chart-candlestick': ChartCandlestick,
  'chart-line': ChartLine,
  'chart-no-axes-combined': ChartNoAxesCombined,
  database: Database,
  dices: Dices,
  'door-open': DoorOpen,
  'flask-conical': FlaskConical,
  gauge: Gauge,
  'git-compare-arrows': GitCompareArrows,
  landmark: Landmark,
  layers: Layers,
  'log-in': LogIn,
  'log-out': LogOut,
  scale: Scale,
  send: Send,
  shield: Shield,
  'shield-check': ShieldCheck,
  sigma: Sigma,
  'spline-pointer': SplinePointer,
  split: Split,
  'trending-up': TrendingUp,
  waves: Waves,
  waypoints: Waypoints,
}

/** True if a kind that names this icon gets it, and not the plain box. */
export const hasIcon = (name: string): boolean => name in ICONS

/** A kind's icon; a plain box for a name that is not shipped. */
export function KindIcon({ name, size = 15 }: { readonly name: string; readonly size?: number }) {
  const Icon = ICONS[name] ?? Box
  return <Icon size={size} aria-hidden className="shrink-0" />
}
