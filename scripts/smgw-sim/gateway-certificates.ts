import { type CurveName, curveNames } from './curves.ts';
import type { FaultBox } from './faults.ts';
import { makeIdentity, type SimIdentity } from './identity.ts';

const dayMs = 86_400_000;
/** In the form of an id after DIN 43863-5; no maker has these letters. */
const gatewayName = '1SIM0000000001';

/** The certificates of the gateway: the one in use, the next one, and those that faults show. Made when first asked for. */
export class GatewayCertificates {
  readonly #curve: CurveName;
  #current: SimIdentity;
  #next: SimIdentity | undefined;
  readonly #spoiled = new Map<string, SimIdentity>();

  constructor(curve: CurveName) {
    this.#curve = curve;
    this.#current = makeIdentity({ name: gatewayName, curve });
  }

  get current(): SimIdentity {
    return this.#current;
  }

  /** Announced to the CLS before it comes into use. */
  get next(): SimIdentity {
    this.#next ??= makeIdentity({ name: gatewayName, curve: this.#curve });
    return this.#next;
  }

  /** Takes the next certificate into use. */
  rotate(): SimIdentity {
    this.#current = this.next;
    this.#next = undefined;
    return this.#current;
  }

  get expired(): SimIdentity {
    return this.#kept('expired', () => ({ notBefore: daysFromNow(-30), notAfter: daysFromNow(-1) }));
  }

  get notYetValid(): SimIdentity {
    return this.#kept('notYetValid', () => ({ notBefore: daysFromNow(1), notAfter: daysFromNow(30) }));
  }

  get unknown(): SimIdentity {
    return this.#kept('unknown', () => ({}));
  }

  /** Valid, on the next curve of the profile. */
  get otherCurve(): SimIdentity {
    const at = curveNames.indexOf(this.#curve);
    return this.#kept('otherCurve', () => ({ curve: curveNames[(at + 1) % curveNames.length] ?? 'p256' }));
  }

  get rsa(): SimIdentity {
    return this.#kept('rsa', () => ({ curve: 'rsa' }));
  }

  /** The one to show to the next peer. */
  toShow(faults: FaultBox): SimIdentity {
    if (faults.take('expiredCertificate')) return this.expired;
    if (faults.take('notYetValidCertificate')) return this.notYetValid;
    if (faults.take('unknownCertificate')) return this.unknown;
    if (faults.take('otherCurveCertificate')) return this.otherCurve;
    if (faults.take('rsaCertificate')) return this.rsa;
    return this.current;
  }

  #kept(name: string, wish: () => Partial<Parameters<typeof makeIdentity>[0]>): SimIdentity {
    const made = this.#spoiled.get(name) ?? makeIdentity({ name: gatewayName, curve: this.#curve, ...wish() });
    this.#spoiled.set(name, made);
    return made;
  }
}

const daysFromNow = (days: number): Date => new Date(Date.now() + days * dayMs);
