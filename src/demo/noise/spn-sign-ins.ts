import type { Row } from "../rows.ts";
import { anyTime, timeCell } from "../world/calendar.ts";
import { officePlace } from "../world/places.ts";
import { offices, organisation } from "../world/organisation.ts";
import type { World } from "../world/world.ts";
import { apps } from "./apps.ts";
import { everydayApps } from "./everyday-apps.ts";

const COUNT = 1200;

/** Sign-ins of applications as themselves. */
export function spnSignIns(world: World): readonly Row<"EntraIdSpnSignInEvents">[] {
  const random = world.random("EntraIdSpnSignInEvents");
  const automatic = everydayApps.filter(({ adminConsent }) => adminConsent);
  const place = { ...officePlace(offices.utrecht), ip: "198.51.100.120" };
  return Array.from({ length: COUNT }, () => {
    const app = random.pick(automatic);
    return {
      Timestamp: timeCell(anyTime(world.calendar, random)),
      Application: app.name,
      ApplicationId: app.id,
      IsManagedIdentity: false,
      IsConfidentialClient: true,
      ErrorCode: random.chance(0.01) ? 7_000_222 : 0,
      CorrelationId: random.guid(),
      ServicePrincipalName: app.name,
      ServicePrincipalId: app.servicePrincipalId,
      ResourceDisplayName: apps.officeHome.resource,
      ResourceId: apps.officeHome.resourceId,
      ResourceTenantId: organisation.tenantId,
      IPAddress: place.ip,
      Country: place.country,
      State: place.state,
      City: place.city,
      Latitude: place.latitude,
      Longitude: place.longitude,
      RequestId: random.guid(),
      ReportId: random.guid(),
      UniqueTokenId: random.hex(22),
    };
  });
}
