/** Variables of the programs that take mail, set outside tcprules. */
import type { EnvSetting, Services, SmtpService } from '../services/types.ts';

export interface ServiceVariable extends EnvSetting {
  /** Every service that gets it from this place. */
  readonly services: readonly SmtpService[];
}

/** Where scripts, directories of envdir and units set a variable, each place once. */
export function serviceVariables({ smtp }: Services, name: string): ServiceVariable[] {
  const found = new Map<string, ServiceVariable>();
  for (const service of smtp) {
    for (const setting of service.env) {
      if (setting.name !== name) continue;
      const place = `${setting.file}\0${setting.line}`;
      found.set(place, { ...setting, services: [...(found.get(place)?.services ?? []), service] });
    }
  }
  return [...found.values()];
}
