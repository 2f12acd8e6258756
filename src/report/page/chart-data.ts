/** What the charts take: plain data, whoever counted it. */
export interface ChartData {
  /** Deliveries in equal spans of time, oldest first. */
  readonly deliveries?: readonly DeliverySpan[];
  /** Delivery reports by how often the log has them, most first. */
  readonly reports?: readonly TopReport[];
  /** Messages in the queue by age, youngest first. */
  readonly queueAge?: readonly AgeBand[];
}

export interface DeliverySpan {
  readonly from: Date;
  readonly success: number;
  readonly failure: number;
  readonly deferral: number;
}

export interface TopReport {
  readonly status: 'success' | 'failure' | 'deferral';
  /** As the log has it. */
  readonly text: string;
  readonly count: number;
}

export interface AgeBand {
  /** Age in seconds that the band ends at; null: any greater age. */
  readonly upTo: number | null;
  readonly messages: number;
}
