// Angular takes an element that it does not know only where the component says so (CUSTOM_ELEMENTS_SCHEMA). In square
// brackets stand properties, in round ones events.
import "@angular/compiler";
import { Component, CUSTOM_ELEMENTS_SCHEMA, provideZonelessChangeDetection, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";

interface Radar extends HTMLElement {
  saved(revision: number): void;
}

@Component({
  selector: "portal-root",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <button (click)="isShown.set(!isShown())">{{ isShown() ? "Hide" : "Show" }}</button>
    <button (click)="theme.set('light')">Light</button>
    <p>Kept {{ kept() }}</p>
    @if (isShown()) {
      <dsomm-radar [src]="radar" storage="memory" [theme]="theme()" [readonly]="false" [init]="init" (dsomm-save)="save($event)"></dsomm-radar>
    }`,
})
class Portal {
  readonly radar = "http://127.0.0.1:8091/";
  readonly init = { config: { title: "Acme Radar" } };
  readonly isShown = signal(true);
  readonly theme = signal("dark");
  readonly kept = signal(0);

  save(event: CustomEvent<{ revision: number }>) {
    // A portal of yours asks its server here, and says `saved` only then.
    this.kept.update((kept) => kept + 1);
    (event.target as Radar).saved(event.detail.revision);
  }
}

bootstrapApplication(Portal, { providers: [provideZonelessChangeDetection()] });
