using System.Collections.Frozen;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Correios;

/// <summary>Correios' REST tracking (srorastro v1). The SOAP service before it reads as retired.</summary>
public sealed partial class CorreiosCarrier : Carrier
{
    public static readonly CarrierId Id = new("correios");

    private static readonly DateTimeZone Brasilia = DateTimeZoneProviders.Tzdb["America/Sao_Paulo"];

    /// <summary>Countries as units of the kind "Pa\u00EDs" are named, in Portuguese.</summary>
    private static readonly FrozenDictionary<string, string> Countries = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["CHINA"] = "CN", ["HONG KONG"] = "HK", ["TAIWAN"] = "TW", ["MACAU"] = "MO", ["JAPAO"] = "JP", ["COREIA DO SUL"] = "KR", ["COREIA"] = "KR", ["CINGAPURA"] = "SG", ["SINGAPURA"] = "SG",
        ["MALASIA"] = "MY", ["TAILANDIA"] = "TH", ["INDIA"] = "IN", ["VIETNA"] = "VN", ["INDONESIA"] = "ID", ["FILIPINAS"] = "PH", ["TURQUIA"] = "TR", ["ISRAEL"] = "IL",
        ["EMIRADOS ARABES UNIDOS"] = "AE", ["RUSSIA"] = "RU", ["UCRANIA"] = "UA", ["ESTADOS UNIDOS"] = "US", ["ESTADOS UNIDOS DA AMERICA"] = "US", ["CANADA"] = "CA", ["MEXICO"] = "MX",
        ["ARGENTINA"] = "AR", ["CHILE"] = "CL", ["URUGUAI"] = "UY", ["PARAGUAI"] = "PY", ["PERU"] = "PE", ["COLOMBIA"] = "CO", ["ALEMANHA"] = "DE", ["REINO UNIDO"] = "GB", ["INGLATERRA"] = "GB",
        ["GRA BRETANHA"] = "GB", ["GRA-BRETANHA"] = "GB", ["IRLANDA"] = "IE", ["FRANCA"] = "FR", ["ESPANHA"] = "ES", ["PORTUGAL"] = "PT", ["ITALIA"] = "IT", ["SUICA"] = "CH", ["AUSTRIA"] = "AT",
        ["BELGICA"] = "BE", ["HOLANDA"] = "NL", ["PAISES BAIXOS"] = "NL", ["LUXEMBURGO"] = "LU", ["SUECIA"] = "SE", ["NORUEGA"] = "NO", ["DINAMARCA"] = "DK", ["FINLANDIA"] = "FI",
        ["ESTONIA"] = "EE", ["LETONIA"] = "LV", ["LITUANIA"] = "LT", ["POLONIA"] = "PL", ["REPUBLICA TCHECA"] = "CZ", ["HUNGRIA"] = "HU", ["GRECIA"] = "GR", ["ROMENIA"] = "RO", ["BULGARIA"] = "BG",
        ["AUSTRALIA"] = "AU", ["NOVA ZELANDIA"] = "NZ", ["AFRICA DO SUL"] = "ZA", ["UZBEQUISTAO"] = "UZ", ["CAZAQUISTAO"] = "KZ", ["QUIRGUISTAO"] = "KG", ["BRASIL"] = "BR",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "Correios",
        Countries = ["BR"],
        BaseAddress = new("https://api.correios.com.br/"),
        Needs = ["User", "AccessCode", "PostingCard"],
        OAuth = new("token/v1/autentica/cartaopostagem", OAuthStyle.Own),
        // The API takes several numbers; how many is not public.
        BatchSize = 20,
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        Clock = "zone of the state, else Bras\u00EDlia assumed; abroad the country's main zone assumed",
        TrackingPage = "https://rastreamento.correios.com.br/app/index.php?objetos={number}",
        Numbers =
        [
            new(UpuFromBr(), "S10 issued by Brazil", 0.97, number => S10.Find(number)?.Issuer == "BR"),
            new(Upu(), "S10 of another post: Correios delivers it in Brazil", 0.15, number => S10.Find(number) is not null),
        ],
    };

    public override HttpRequestMessage AskToken(Account account) => new(HttpMethod.Post, Profile.OAuth!.Path)
    {
        Headers =
        {
            Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account["User"]}:{account["AccessCode"]}"))),
            Accept = { new("application/json") },
        },
        Content = JsonContent.Create(new { numero = account["PostingCard"] }),
    };

    /// <summary>The token lives from <c>emissao</c> to <c>expiraEm</c>, both clocks of one place.</summary>
    public override AccessToken? ReadToken(ReadOnlyMemory<byte> body)
    {
        try
        {
            var root = WireJson.Parse(body);
            if (TokenIn(root, "token") is not { } token)
                return null;
            var life = Clocks.Parse(root.Label("emissao")) is { } from && Clocks.Parse(root.Label("expiraEm")) is { } to
                ? TimeSpan.FromSeconds(Math.Clamp(Period.Between(from.Local, to.Local, PeriodUnits.Seconds).Seconds, 0, 86_400)) : (TimeSpan?)null;
            return new AccessToken(token, life);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public override HttpRequestMessage Ask(AskBatch batch) =>
        new(HttpMethod.Get, $"srorastro/v1/objetos?codigosObjetos={string.Join(',', batch.Numbers.Select(asked => Uri.EscapeDataString(asked.Number.Value)))}&resultado=T")
        {
            Headers = { Authorization = new("Bearer", batch.AccessToken), Accept = { new("application/json") } },
        };

    protected override CarrierReply ReadBody(Wire wire)
    {
        if (WireMarkup.RootOf(wire.Body) is { } root && (root is "rastro" or "sroxml" || wire.Body.Span.IndexOf("buscaEventos"u8) >= 0))
            return new CarrierReply.Unreadable("retired format");
        var json = WireJson.Parse(wire.Body);
        if (json.At("objetos").ValueKind == JsonValueKind.Undefined)
            return json.At("codObjeto").IsSaid() ? Answer([json], wire) : Failure(json, wire);
        var parcels = json.Objects("objetos").ToList();
        return parcels.Count > 0 ? Answer(parcels, wire) : wire.Inconclusive("an empty list");
    }

    /// <summary>An error of the gateway (<c>GTW-…</c>) or of the service (<c>SRO-…</c>) in <c>msgs</c>.</summary>
    private static CarrierReply Failure(JsonElement json, Wire wire)
    {
        var why = string.Join("; ", json.Items("msgs").Select(said => said.Text()).Append(json.Text("mensagem")).Append(json.Text("message")).Append(json.Text("causa")).OfType<string>().Distinct());
        if (why.Length == 0)
            return new CarrierReply.Unreadable("neither objetos nor msgs");
        return NoParcel().IsMatch(why) ? wire.NotFound(why)
            : TooMany().IsMatch(why) ? new CarrierReply.Throttled(null, why)
            : Denied().IsMatch(why) ? new CarrierReply.Refused(why)
            : wire.Inconclusive(why);
    }

    private CarrierReply.Answered Answer(List<JsonElement> parcels, Wire wire)
    {
        var results = parcels.Select(parcel => One(parcel, wire, parcels.Count == 1)).ToList();
        return new CarrierReply.Answered([.. results, .. wire.LeftOut(results)]);
    }

    private NumberResult One(JsonElement parcel, Wire wire, bool alone)
    {
        var told = parcel.TrackingNumber("codObjeto");
        var number = wire.NumberFor(told, alone);
        var printed = parcel.Objects("eventos").ToList();
        if (printed.Count == 0 || number is not { } asked)
        {
            var message = parcel.Text("mensagem");
            return new NumberResult
            {
                Number = number,
                Outcome = number is not null && message is not null && NoParcel().IsMatch(message) ? NumberOutcome.NotFound : NumberOutcome.Inconclusive,
                Why = message ?? "no events",
            };
        }
        // Newest first: an entry that says "disregard what was said before" takes back the one behind it in the list.
        var events = printed.Select((one, i) => i > 0 && IsTakingBack(printed[i - 1]) && !IsTakingBack(one) ? TakenBack(Event(one, asked)) : Event(one, asked)).ToList();
        var delivered = printed.Where((_, i) => events[i].Read.Milestone is Milestone.Delivered).FirstOrDefault();
        return new NumberResult
        {
            Number = asked,
            Outcome = NumberOutcome.Tracked,
            Aliases = told is { } alias && alias != asked ? [alias] : [],
            Events = events,
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = asked,
                ReceivedAt = wire.ReceivedAt,
                Service = parcel.Label("tipoPostal", "categoria") ?? parcel.Label("tipoPostal", "descricao"),
                Origin = S10.Find(asked)?.Issuer is { } issuer ? CountryZones.Find(issuer) : null,
                Destination = S10.Find(asked) is { Issuer: not "BR" } ? "BR" : null,
                Edd = Clocks.Parse(Clocks.DayFirst(parcel.Label("dtPrevista")))?.Local.Date is { } day ? new Edd(day, day) : null,
                ProofOfDelivery = (delivered.Label("recebedor", "nome") ?? delivered.Label("recebedor")) is { } hand ? new ProofOfDelivery { SignedBy = hand } : null,
            },
        };
    }

    private static bool IsTakingBack(JsonElement printed) => printed.Label("codigo") is "EST" || printed.Text("descricao")?.Contains("desconsiderar a informa", StringComparison.OrdinalIgnoreCase) == true;

    private static TrackingEvent TakenBack(TrackingEvent told) => told with { Read = told.Read with { Milestone = null, Reason = null, Mapping = "left out: taken back by the entry after it" } };

    private TrackingEvent Event(JsonElement printed, TrackingNumber number)
    {
        var (kind, status) = (printed.Label("codigo"), printed.Label("tipo"));
        // Older answers print the status in a field of its own and the kind where the status is now.
        if (printed.Label("status") is { } own)
            (kind, status) = (status ?? kind, own);
        var said = printed.Text("descricao") ?? printed.Text("descricaoWeb") ?? printed.Text("descricaoFrontEnd");
        var unit = printed.At("unidade");
        var (city, state) = (unit.Label("endereco", "cidade") ?? unit.Label("cidade"), (unit.Label("endereco", "uf") ?? unit.Label("uf"))?.ToUpperInvariant());
        var name = unit.Label("nome") ?? unit.Label("local");
        var abroad = unit.Label("tipo") is { } kindOfUnit && WithoutAccents(kindOfUnit).Equals("PAIS", StringComparison.OrdinalIgnoreCase);
        var country = state is not null || city is not null ? "BR" : CountryOf(name) ?? (abroad ? null : "BR");
        var place = PlaceOf(name, city, state, country);
        var clock = Clock(printed, place, country);
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = kind,
                SubCode = status,
                Wording = Words(said, printed.Text("detalhe")),
                Language = "pt-BR",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = PlainText.Clean(string.Join(", ", ((string?[])[name, city, state]).OfType<string>()), PlainText.Label),
            },
            Read = Meaning(kind, Status(status), said) with
            {
                Time = clock.Time,
                Place = place,
            },
        };
    }

    /// <summary>By the pair; pairs younger than the manual by their words, and so is a delivery whose words tell something else.</summary>
    private Reading Meaning(string? kind, string? status, string? said)
    {
        var words = Codes.ReadPhrase(said);
        return Codes.Find(kind, status) is not { Sub.Length: > 0 } row || (row.Milestone is Milestone.Delivered && words.Milestone is not null and not Milestone.Delivered) ? words : Codes.Read(kind, status);
    }

    private static ClockReading Clock(JsonElement printed, Place? place, string? country)
    {
        var stamp = printed.Label("dtHrCriado") ?? printed.Label("dtHrCriado", "date") ?? PlainText.Clean($"{printed.Label("data")} {printed.Label("hora")}", PlainText.Label);
        var clock = Clocks.Unplaced(Clocks.DayFirst(stamp));
        clock = country is "BR" ? clock.OrPlace(place).OrAssumed(place?.Region is { } state ? PlaceZones.ZonesOf("BR", state).FirstOrDefault(Brasilia) : Brasilia) : clock.OrAssumedIn(country);
        return clock.PrintedAs(stamp);
    }

    private static Place? PlaceOf(string? name, string? city, string? state, string? country) => Places.Of(city, state, facility: name) is not { } place ? null
        : country is "BR" ? place with { Country = country } : new Place { Text = place.Text, Country = country };

    /// <summary>The country that a unit abroad is named after; null for units in Brazil, whose names say no country.</summary>
    private static string? CountryOf(string? name) => name is null ? null : Countries.GetValueOrDefault(WithoutAccents(name)) ?? CountryZones.Find(name);

    private static string WithoutAccents(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                plain.Append(c);
        }
        return plain.ToString();
    }

    /// <summary>Statuses are printed with and without leading zeros.</summary>
    private static string? Status(string? printed) => printed?.TrimStart('0') is { Length: 0 } && printed.Length > 0 ? "0" : printed?.TrimStart('0');

    /// <summary>The detail says what comes next; a receiver's name or a street in it is left out.</summary>
    private static string? Words(string? said, string? detail) => detail is null || Personal().IsMatch(detail) ? said : said is null ? detail : PlainText.Clean($"{said}. {detail}", PlainText.Wording);

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}BR$", RegexOptions.NonBacktracking)]
    private static partial Regex UpuFromBr();

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}[A-Z]{2}$", RegexOptions.NonBacktracking)]
    private static partial Regex Upu();

    [GeneratedRegex("SRO-0(?:19|20|09)|n[\u00E3a]o encontrad|inv[\u00E1a]lid[oa].*objeto|objeto inv[\u00E1a]lido|ainda n[\u00E3a]o consta|aguardando postagem", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex NoParcel();

    [GeneratedRegex("limite|quota|many requests", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex TooMany();

    [GeneratedRegex("GTW-00[0-9]|token|n[\u00E3a]o autorizad|permiss|credencia|acesso negado", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Denied();

    [GeneratedRegex("recebid[oa] por|endere[\u00E7c]o|CPF|documento:", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Personal();
}
