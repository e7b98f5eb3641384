import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import type { EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useDark } from './preferences';

use([
  BarChart,
  CustomChart,
  LineChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  SVGRenderer,
]);

/** A picture of numbers that can be hovered. `label` says in words what it shows; a table with the same numbers belongs beside it. */
export default function Chart({
  option,
  label,
  height = 260,
}: {
  readonly option: EChartsCoreOption;
  readonly label: string;
  readonly height?: number;
}) {
  const box = useRef<HTMLDivElement>(null);
  const dark = useDark();
  useEffect(() => {
    const chart = init(box.current!, dark ? 'dark' : undefined, { renderer: 'svg' });
    // A tooltip made of HTML would carry styles that the page's own policy refuses.
    const tooltip = { ...(option['tooltip'] as object | undefined), renderMode: 'richText' };
    chart.setOption({ backgroundColor: 'transparent', animation: false, ...option, tooltip });
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(box.current!);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [option, dark]);
  return <div ref={box} role="img" aria-label={label} style={{ height }} />;
}
