import { LocalQueryError } from "../errors.ts";
import { type FunctionTable, type ScalarFunction, strict } from "./scalar-function.ts";

type Factors = Readonly<Record<string, number>>;

/** SI prefixes as the service's unit names write them. */
const prefixes: Factors = {
  Nano: 1e-9,
  Micro: 1e-6,
  Milli: 1e-3,
  Centi: 1e-2,
  Deci: 0.1,
  "": 1,
  Deca: 10,
  Hecto: 100,
  Kilo: 1e3,
  Mega: 1e6,
  Giga: 1e9,
};

/** A unit with all its prefixed forms. */
function prefixed(unit: string, factor: number, power = 1): Factors {
  return Object.fromEntries(
    Object.entries(prefixes).map(([prefix, scale]) => [
      prefix === "" ? unit : `${prefix}${unit.toLowerCase()}`,
      factor * scale ** power,
    ]),
  );
}

/** How many of the base unit one unit is; NIST Special Publication 811, appendix B. */
const angle: Factors = {
  ...prefixed("Radian", 1),
  ...prefixed("Degree", Math.PI / 180),
  Arcminute: Math.PI / 10_800,
  Arcsecond: Math.PI / 648_000,
  Gradian: Math.PI / 200,
  NatoMil: Math.PI / 3200,
  Revolution: 2 * Math.PI,
};

/** A foot times a pound-force, in joules. */
const footPound = 0.3048 * 4.448_221_615_260_5;

const energy: Factors = {
  ...prefixed("Joule", 1),
  ...prefixed("Calorie", 4.184),
  ...prefixed("WattHour", 3600),
  BritishThermalUnit: 1055.055_852_62,
  ElectronVolt: 1.602176634e-19,
  Erg: 1e-7,
  FootPound: footPound,
  HorsepowerHour: 550 * 3600 * footPound,
  ThermEc: 1.055_055_852_62e8,
  ThermUs: 1.054_804e8,
};

const force: Factors = {
  ...prefixed("Newton", 1),
  Dyn: 1e-5,
  KilogramForce: 9.806_65,
  KiloPond: 9.806_65,
  OunceForce: 0.278_013_850_953_781_2,
  Poundal: 0.138_254_954_376,
  PoundForce: 4.448_221_615_260_5,
  KilopoundForce: 4448.221_615_260_5,
  ShortTonForce: 8896.443_230_521,
  TonneForce: 9806.65,
};

const length: Factors = {
  ...prefixed("Meter", 1),
  Angstrom: 1e-10,
  AstronomicalUnit: 149_597_870_700,
  Chain: 20.1168,
  DataMile: 1828.8,
  Fathom: 1.8288,
  Foot: 0.3048,
  Hand: 0.1016,
  Inch: 0.0254,
  LightYear: 9.4607304725808e15,
  Mil: 2.54e-5,
  Mile: 1609.344,
  NauticalMile: 1852,
  Parsec: 96_939_420_213_600_000 / Math.PI,
  Yard: 0.9144,
};

const mass: Factors = {
  ...prefixed("Gram", 1e-3),
  Grain: 6.479_891e-5,
  LongTon: 1016.046_908_8,
  Ounce: 0.028_349_523_125,
  Pound: 0.453_592_37,
  ShortTon: 907.184_74,
  Slug: 14.593_902_937_206_366,
  Stone: 6.350_293_18,
  Tonne: 1000,
};

const lengthsOfSpeed: Factors = {
  Meter: 1,
  Centimeter: 1e-2,
  Decimeter: 0.1,
  Millimeter: 1e-3,
  Micrometer: 1e-6,
  Nanometer: 1e-9,
  Kilometer: 1000,
  Foot: 0.3048,
  Inch: 0.0254,
  Yard: 0.9144,
  Mile: 1609.344,
};

const speed: Factors = {
  Knot: 1852 / 3600,
  Mach: 340.29,
  ...Object.fromEntries(
    Object.entries(lengthsOfSpeed).flatMap(([name, factor]) => [
      [`${name}PerSecond`, factor],
      [`${name}PerMinute`, factor / 60],
      [`${name}PerHour`, factor / 3600],
    ]),
  ),
};

const volume: Factors = {
  ...prefixed("Liter", 1e-3),
  CubicMeter: 1,
  CubicCentimeter: 1e-6,
  CubicDecimeter: 1e-3,
  CubicMillimeter: 1e-9,
  CubicKilometer: 1e9,
  CubicFoot: 0.028_316_846_592,
  CubicInch: 1.638_706_4e-5,
  CubicYard: 0.764_554_857_984,
  CubicMile: 1609.344 ** 3,
  AcreFoot: 1233.481_837_547_52,
  ImperialGallon: 4.546_09e-3,
  OilBarrel: 0.158_987_294_928,
  UsGallon: 3.785_411_784e-3,
  UsPint: 4.731_764_73e-4,
  UsQuart: 9.463_529_46e-4,
};

/** Kelvins of a degree, and the zero of the scale in kelvins. */
const temperatures: Readonly<Record<string, readonly [number, number]>> = {
  Kelvin: [1, 0],
  DegreeCelsius: [1, 273.15],
  DegreeFahrenheit: [5 / 9, 459.67 * (5 / 9)],
  DegreeRankine: [5 / 9, 0],
  DegreeReaumur: [1.25, 273.15],
  DegreeDelisle: [-2 / 3, 373.15],
};

function unknownUnit(): LocalQueryError {
  return new LocalQueryError("A convert function got a unit that the local engine does not know.", {
    nextStep: "Use the names of the Kusto reference, for example Kilogram, Meter, DegreeCelsius.",
  });
}

const conversion = (factors: Factors): ScalarFunction =>
  strict(["real", "string", "string"], "real", (value, from, to) => {
    const [a, b] = [factors[from], factors[to]];
    if (a === undefined || b === undefined) throw unknownUnit();
    return (value * a) / b;
  });

function convertTemperature(value: number, from: string, to: string): number {
  const [a, b] = [temperatures[from], temperatures[to]];
  if (a === undefined || b === undefined) throw unknownUnit();
  return (value * a[0] + a[1] - b[1]) / b[0];
}

/** Units of measurement. */
export const unitFunctions: FunctionTable = {
  convert_angle: conversion(angle),
  convert_energy: conversion(energy),
  convert_force: conversion(force),
  convert_length: conversion(length),
  convert_mass: conversion(mass),
  convert_speed: conversion(speed),
  convert_temperature: strict(["real", "string", "string"], "real", convertTemperature),
  convert_volume: conversion(volume),
};
