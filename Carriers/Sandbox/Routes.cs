namespace Tracking.Carriers.Sandbox;

/// <summary>The lanes of the sandbox.</summary>
public static class Routes
{
    private const string China = "Asia/Shanghai", Germany = "Europe/Berlin", Swiss = "Europe/Zurich", NewYork = "America/New_York", Chicago = "America/Chicago",
        Denver = "America/Denver", LosAngeles = "America/Los_Angeles", SaoPaulo = "America/Sao_Paulo", France = "Europe/Paris", Belgium = "Europe/Brussels", Britain = "Europe/London", Malaysia = "Asia/Kuala_Lumpur";

    private static readonly Town[] ChineseSellers =
    [
        new("SHENZHEN", "Guangdong", "518000", "CN", China), new("DONGGUAN", "Guangdong", "523000", "CN", China), new("YIWU", "Zhejiang", "322000", "CN", China),
    ];
    private static readonly Town Guangzhou = new("GUANGZHOU", "Guangdong", "510000", "CN", China, "GUANGZHOU SORTING CENTER");
    private static readonly Town Baiyun = new("GUANGZHOU", "Guangdong", "510470", "CN", China, "GUANGZHOU BAIYUN AIRPORT");
    private static readonly Town Pudong = new("SHANGHAI", "Shanghai", "201202", "CN", China, "SHANGHAI PUDONG AIRPORT");

    private static readonly Town[] Americans =
    [
        new("DENVER", "CO", "80202", "US", Denver), new("PORTLAND", "OR", "97205", "US", LosAngeles), new("AUSTIN", "TX", "78701", "US", Chicago),
        new("PHOENIX", "AZ", "85004", "US", "America/Phoenix"), new("BOSTON", "MA", "02108", "US", NewYork), new("MIAMI", "FL", "33130", "US", NewYork),
        new("NASHVILLE", "TN", "37203", "US", Chicago), new("BOISE", "ID", "83702", "US", "America/Boise"),
    ];
    private static readonly Town Memphis = new("MEMPHIS", "TN", "38118", "US", Chicago, "MEMPHIS HUB");
    private static readonly Town Anchorage = new("ANCHORAGE", "AK", "99502", "US", "America/Anchorage", "ANCHORAGE AIRPORT");
    private static readonly Town LosAngelesPort = new("LOS ANGELES", "CA", "90045", "US", LosAngeles, "ISC LOS ANGELES CA(USPS)");
    private static readonly Town Bell = new("LOS ANGELES", "CA", "90052", "US", LosAngeles, "LOS ANGELES CA DISTRIBUTION CENTER");
    private static readonly Town Newark = new("NEWARK", "NJ", "07114", "US", NewYork, "NEWARK AIRPORT");

    private static readonly Town[] Germans =
    [
        new("BERLIN", "Berlin", "10115", "DE", Germany), new("MUENCHEN", "Bayern", "80331", "DE", Germany), new("HAMBURG", "Hamburg", "20095", "DE", Germany),
        new("DRESDEN", "Sachsen", "01067", "DE", Germany),
    ];
    private static readonly Town[] GermanSellers = [new("KOELN", "Nordrhein-Westfalen", "50667", "DE", Germany), new("NUERNBERG", "Bayern", "90402", "DE", Germany)];
    private static readonly Town Leipzig = new("LEIPZIG", "Sachsen", "04435", "DE", Germany, "LEIPZIG HUB");
    private static readonly Town Frankfurt = new("FRANKFURT", "Hessen", "60549", "DE", Germany, "FRANKFURT AIRPORT");
    private static readonly Town Ruedersdorf = new("RUEDERSDORF", "Brandenburg", "15562", "DE", Germany, "PAKETZENTRUM RUEDERSDORF");

    public static Route ChinaToUsa { get; } = new()
    {
        Origins = ChineseSellers, OriginHub = Guangzhou, Gate = Baiyun, Port = Anchorage, Hub = Memphis, Destinations = Americans, Flight = 11,
    };

    /// <summary>As the post goes: through Los Angeles.</summary>
    public static Route ChinaToUsaByPost { get; } = new()
    {
        Origins = ChineseSellers, OriginHub = Guangzhou, Gate = Pudong, Port = LosAngelesPort, Hub = Bell, Destinations = Americans, Flight = 13,
    };

    public static Route ChinaToBrazil { get; } = new()
    {
        Origins = ChineseSellers,
        OriginHub = Guangzhou,
        Gate = Pudong,
        Port = new("CURITIBA", "PR", "81690", "BR", SaoPaulo, "CURITIBA INTERNATIONAL UNIT"),
        Hub = new("CAJAMAR", "SP", "07776", "BR", SaoPaulo, "CAJAMAR SORTING CENTER"),
        Destinations =
        [
            new("SAO PAULO", "SP", "01310-100", "BR", SaoPaulo), new("BELO HORIZONTE", "MG", "30112-000", "BR", SaoPaulo),
            new("RECIFE", "PE", "50030-230", "BR", "America/Recife"), new("MANAUS", "AM", "69005-040", "BR", "America/Manaus"),
        ],
        Flight = 26,
    };

    public static Route ChinaToGermany { get; } = new()
    {
        Origins = ChineseSellers, OriginHub = Guangzhou, Gate = Pudong, Port = Frankfurt, Hub = Ruedersdorf, Destinations = Germans, Flight = 13,
    };

    public static Route GermanyToUsa { get; } = new()
    {
        Origins = GermanSellers, OriginHub = Leipzig, Gate = Frankfurt, Port = Newark, Hub = Memphis, Destinations = Americans, Flight = 9,
    };

    public static Route GermanyToSwitzerland { get; } = new()
    {
        Origins = GermanSellers,
        OriginHub = Ruedersdorf,
        Gate = Leipzig,
        Port = new("BASEL", "BS", "4030", "CH", Swiss, "BASEL EUROAIRPORT"),
        Hub = new("ZUERICH", "ZH", "8010", "CH", Swiss, "ZUERICH-MUELLIGEN"),
        Destinations = [new("ZUERICH", "ZH", "8001", "CH", Swiss), new("BERN", "BE", "3011", "CH", Swiss), new("GENEVE", "GE", "1201", "CH", Swiss)],
        Flight = 2,
    };

    public static Route InsideUsa { get; } = new()
    {
        Origins = [new("JAMAICA", "NY", "11430", "US", NewYork), new("COLUMBUS", "OH", "43215", "US", NewYork)],
        OriginHub = new("QUEENS", "NY", "11351", "US", NewYork, "QUEENS NY DISTRIBUTION CENTER"),
        Hub = new("DALLAS", "TX", "75398", "US", Chicago, "DALLAS TX DISTRIBUTION CENTER"),
        Destinations = Americans,
    };

    private static readonly Town[] French =
    [
        new("LYON", "Rhone", "69002", "FR", France), new("NANTES", "Loire-Atlantique", "44000", "FR", France), new("LILLE", "Nord", "59000", "FR", France),
    ];
    private static readonly Town Gonesse = new("GONESSE", "Val-d'Oise", "95500", "FR", France, "PLATEFORME COLIS GONESSE");
    private static readonly Town[] Belgians = [new("GENT", "VOV", "9000", "BE", Belgium), new("LIEGE", "WLG", "4000", "BE", Belgium)];
    private static readonly Town Machelen = new("MACHELEN", "VBR", "1830", "BE", Belgium, "MACHELEN HUB");
    private static readonly Town Zaventem = new("ZAVENTEM", "VBR", "1930", "BE", Belgium, "BRUSSELS AIRPORT");

    public static Route ChinaToFrance { get; } = new()
    {
        Origins = ChineseSellers, OriginHub = Guangzhou, Gate = Pudong, Port = new("ROISSY", "Val-d'Oise", "95700", "FR", France, "ROISSY CDG"), Hub = Gonesse, Destinations = French, Flight = 13,
    };

    public static Route ChinaToBelgium { get; } = new()
    {
        Origins = ChineseSellers, OriginHub = Guangzhou, Gate = Pudong, Port = Zaventem, Hub = Machelen, Destinations = Belgians, Flight = 13,
    };

    public static Route BritainToBelgium { get; } = new()
    {
        Origins = [new("LEEDS", "WYK", "LS1 4AP", "GB", Britain)],
        OriginHub = new("FELTHAM", "SRY", "TW14 0LB", "GB", Britain, "FELTHAM HUB"),
        Gate = new("DOVER", "KEN", "CT16 1JA", "GB", Britain, "DOVER"),
        Port = Zaventem,
        Hub = Machelen,
        Destinations = Belgians,
        Flight = 6,
    };

    public static Route InsideFrance { get; } = new()
    {
        Origins = [new("BORDEAUX", "Gironde", "33000", "FR", France)], OriginHub = new("CESTAS", "Gironde", "33610", "FR", France, "PLATEFORME COLIS CESTAS"), Hub = Gonesse, Destinations = French,
    };

    public static Route InsideBrazil { get; } = new()
    {
        Origins = [new("CAMPINAS", "SP", "13010-110", "BR", SaoPaulo)], OriginHub = new("INDAIATUBA", "SP", "13347-000", "BR", SaoPaulo, "INDAIATUBA"), Hub = ChinaToBrazil.Hub, Destinations = ChinaToBrazil.Destinations,
    };

    public static Route InsideMalaysia { get; } = new()
    {
        Origins = [new("SHAH ALAM", "Selangor", "40150", "MY", Malaysia)],
        OriginHub = new("SHAH ALAM", "Selangor", "40150", "MY", Malaysia, "KUL-SHAH ALAM"),
        Hub = new("GELUGOR", "Pulau Pinang", "11700", "MY", Malaysia, "PEN-GELUGOR"),
        Destinations = [new("GEORGE TOWN", "Pulau Pinang", "10200", "MY", Malaysia), new("IPOH", "Perak", "30000", "MY", Malaysia)],
    };

    public static Route InsideChina { get; } = new()
    {
        Origins = ChineseSellers, OriginHub = Guangzhou, Hub = new("WUHAN", "Hubei", "430000", "CN", China, "WUHAN SORTING CENTER"),
        Destinations = [new("CHENGDU", "Sichuan", "610000", "CN", China), new("BEIJING", "Beijing", "100000", "CN", China)],
    };

    public static Route InsideGermany { get; } = new() { Origins = GermanSellers, OriginHub = Leipzig, Hub = Ruedersdorf, Destinations = Germans };
}
