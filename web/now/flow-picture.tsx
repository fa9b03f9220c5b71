import type { ComponentChildren } from 'preact';
import type { ChargePointState, FlowState } from '../../firmware/api/shapes.ts';
import { useSpeech } from '../words/speech.ts';
import { type FlowNode, flowPicture } from './flow-nodes.ts';

const width = 320;
const rowHeight = 58;
/** The distribution of the house, where all lines meet. */
const busX = 198;
const nodeSize = 20;
/** Less than this is a line without arrow. */
const nothingW = 50;

/** Where power comes from and goes to: at most five places, lines as wide as their power, arrow and word for the direction. */
export function FlowNodes({ flow, chargePoints }: { flow: FlowState; chargePoints: readonly ChargePointState[] }) {
  const { words, kilowatt } = useSpeech();
  const picture = flowPicture(flow);
  const drawing = chargePoints.filter(({ powerW }) => (powerW ?? 0) >= nothingW).length;
  if (picture === undefined) return <p class="no-value flow-picture">{words.noValue}</p>;
  const { sources, sinks, restW } = picture;
  const name = ({ kind }: FlowNode): string => (kind === 'cars' ? words.energy.cars(drawing) : words.energy[kind]);
  const direction = ({ kind, into, powerW }: FlowNode): string => {
    if (powerW < nothingW) return '';
    if (kind === 'grid') return into ? words.house.import : words.house.export;
    if (kind === 'battery') return into ? words.devices.discharges : words.devices.charges;
    return '';
  };
  const said = (node: FlowNode): string => `${name(node)} ${kilowatt(node.powerW)} ${direction(node)}`.trim();
  const height = Math.max(sources.length, sinks.length) * rowHeight;
  return (
    <div class="flow-picture">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={[...sources, ...sinks].map(said).join(', ')}>
        <path class="flow-bus" d={`M${busX} 8V${height - 8}`} />
        {sources.map((node, place) => (
          <Node key={node.kind} node={node} y={middle(place, sources.length, height)} left name={name(node)}>
            {kilowatt(node.powerW)}
            <tspan class="flow-word"> {direction(node)}</tspan>
          </Node>
        ))}
        {sinks.map((node, place) => (
          <Node key={node.kind} node={node} y={middle(place, sinks.length, height)} left={false} name={name(node)}>
            {kilowatt(node.powerW)}
          </Node>
        ))}
      </svg>
      {restW >= nothingW && (
        <p class="soft">
          {words.energy.rest} {kilowatt(restW)}
        </p>
      )}
    </div>
  );
}

const middle = (place: number, count: number, height: number): number => ((place + 0.5) * height) / count;

interface NodeProps {
  readonly node: FlowNode;
  readonly y: number;
  readonly left: boolean;
  readonly name: string;
  readonly children: ComponentChildren;
}

function Node({ node: { kind, into, powerW, share }, y, left, name, children }: NodeProps) {
  const outer = left ? nodeSize + 4 : width - nodeSize - 4;
  const inner = left ? busX - 3 : busX + 3;
  const textX = left ? outer + 4 : outer - 4;
  const flows = powerW >= nothingW;
  const thick = flows ? 2 + share * 10 : 1;
  // Towards the distribution or away from it.
  const tip = into ? inner : outer;
  const back = tip + (tip > (into ? outer : inner) ? -1 : 1) * 10;
  const half = thick / 2 + 4;
  return (
    <g class={`flow-${kind}`} data-flow={kind}>
      <rect x={left ? 0 : width - nodeSize} y={y - nodeSize / 2} width={nodeSize} height={nodeSize} rx="4" />
      <path class={flows ? 'flow-line' : 'flow-line flow-still'} stroke-width={thick} d={`M${outer} ${y}H${inner}`} />
      {flows && <path d={`M${tip} ${y}L${back} ${y - half}V${y + half}z`} />}
      <text class="flow-name" x={textX} y={y - thick / 2 - 6} text-anchor={left ? 'start' : 'end'}>
        {name}
      </text>
      <text class="flow-value" x={textX} y={y + thick / 2 + 16} text-anchor={left ? 'start' : 'end'}>
        {children}
      </text>
    </g>
  );
}
